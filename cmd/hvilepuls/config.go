package main

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/hvilepuls/hvilepuls/configs"
)

// configCmd prints the example settings.
type configCmd struct{}

// Run prints.
func (configCmd) Run(_ context.Context, a *app) error {
	if a.JSON {
		return a.print(configs.Defaults())
	}
	_, err := a.stdout.Write(configs.Example())
	return err
}

// checkCmd checks a file of settings.
type checkCmd struct {
	File string `arg:"" optional:"" type:"path" help:"The file; the one of --config."`
}

// Run fails with what is wrong in the file.
func (k checkCmd) Run(_ context.Context, a *app) error {
	if k.File == "" {
		k.File = a.Config
	}
	if k.File == "" {
		return usage("name a file of settings; `hvilepuls config` prints an example")
	}
	if _, err := configs.Load(k.File); err != nil {
		return err
	}
	if a.JSON {
		return a.print(map[string]bool{"ok": true})
	}
	fmt.Fprintln(a.stdout, "The settings are fine.")
	return nil
}

// versionCmd prints the version.
type versionCmd struct{}

// Run prints.
func (versionCmd) Run(_ context.Context, a *app) error {
	if a.JSON {
		return a.print(map[string]string{"version": version()})
	}
	fmt.Fprintln(a.stdout, "hvilepuls", version())
	return nil
}

// version is the module's version, or the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	if v == "" || v == "(devel)" {
		v = "devel"
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				v = "devel-" + s.Value[:12]
			}
		}
	}
	return v
}
