package main

import (
	"fmt"

	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/disk"
)

const (
	pageKeyName  = "page.key"
	pageKeyLimit = 1 << 10 // bytes
)

// pageKey is the token in the address that the program prints: the owner's own, kept beside the data for the next start.
func (e *engine) pageKey() (string, error) {
	b, err := disk.ReadAll(e.folder, pageKeyName, pageKeyLimit)
	if err == nil {
		if _, ok := e.tokens.Check(string(b), e.now()); ok {
			return string(b), nil
		}
	}
	token, _, err := e.makePageKey()
	return token, err
}

func (e *engine) makePageKey() (string, auth.Grant, error) {
	token, g, err := e.tokens.Make(auth.Grant{Name: "page of " + hostID(), Role: auth.Owner, Created: e.now().UTC()})
	if err != nil {
		return "", g, err
	}
	if err := disk.Replace(e.folder, disk.Temporary(pageKeyName), pageKeyName, []byte(token)); err != nil {
		return "", g, fmt.Errorf("keep the page's key: %w", err)
	}
	return token, g, nil
}

// renewPageKey makes another key and then the ones of before worthless: killed in between, there is one too many and never none.
func (e *engine) renewPageKey() (string, auth.Grant, error) {
	token, made, err := e.makePageKey()
	if err != nil {
		return "", made, err
	}
	all, err := e.tokens.List()
	if err != nil {
		return "", made, err
	}
	for _, g := range all {
		if g.Name == made.Name && g.Role == auth.Owner && g.ID != made.ID {
			if err := e.tokens.Revoke(g.ID); err != nil {
				return "", made, err
			}
		}
	}
	return token, made, nil
}
