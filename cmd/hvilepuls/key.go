package main

import (
	"context"
	"fmt"

	"github.com/hvilepuls/hvilepuls/internal/seal"
)

// keyCmd makes a key for encryption.keys.
type keyCmd struct{}

// Run prints it.
func (keyCmd) Run(_ context.Context, a *app) error {
	secret, name, err := seal.New()
	if err != nil {
		return err
	}
	if a.JSON {
		return a.print(map[string]string{"secret": secret, "name": name})
	}
	fmt.Fprintf(a.stdout, "# public key: %s\n%s\n", name, secret)
	a.note("Keep it in a file that only hvilepuls reads, and a copy where the data is not: without it nothing can be read again.")
	return nil
}
