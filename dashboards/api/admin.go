package api

import (
	"errors"
	"net/http"

	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// drain waits until everything is done; with ?athlete= until what is theirs is in the results.
func (d *Doors) drain(w http.ResponseWriter, r *http.Request, _ visit) error {
	if athlete := r.URL.Query().Get("athlete"); athlete != "" {
		if err := d.backend.Settle(r.Context(), athlete); err != nil {
			return err
		}
		return answer(w, http.StatusOK, Drained{})
	}
	left, err := d.backend.Drain(r.Context())
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, left)
}

// verify verifies; ?how=repair mends first, ?how=scrub reads the archive alone and puts what rotted into quarantine.
func (d *Doors) verify(w http.ResponseWriter, r *http.Request, _ visit) error {
	do := d.backend.Verify
	switch how := r.URL.Query().Get("how"); how {
	case "":
	case "repair":
		do = d.backend.Repair
	case "scrub":
		do = d.backend.Scrub
	default:
		return bad("verify %q: want repair, scrub or nothing", how)
	}
	found, err := do(r.Context())
	if err != nil {
		return err
	}
	if found.Differences == nil {
		found.Differences = []Difference{}
	}
	return answer(w, http.StatusOK, found)
}

func (d *Doors) rebuild(w http.ResponseWriter, r *http.Request, _ visit) error {
	if err := d.backend.Rebuild(r.Context(), r.URL.Query().Get("what")); err != nil {
		return err
	}
	return answer(w, http.StatusOK, map[string]any{})
}

// forget erases a file, or all of an athlete.
func (d *Doors) forget(w http.ResponseWriter, r *http.Request, _ visit) error {
	var f ToForget
	if err := readJSON(w, r, &f); err != nil {
		return err
	}
	out, err := d.backend.Forget(r.Context(), f.Athlete, f.SHA)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, out)
}

func (d *Doors) replay(w http.ResponseWriter, r *http.Request, _ visit) error {
	n, err := d.backend.Replay(r.Context())
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, map[string]int{"replayed": n})
}

// testAlerts sends a test notice.
func (d *Doors) testAlerts(w http.ResponseWriter, r *http.Request, _ visit) error {
	athlete := r.URL.Query().Get("athlete")
	if athlete != "" && !record.ValidAthlete(athlete) {
		return bad("athlete id: want 1 to 64 of a-z, 0-9 and -")
	}
	tried, err := d.backend.TestAlerts(r.Context(), athlete, "")
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, map[string]any{"channels": tried})
}

func (d *Doors) status(w http.ResponseWriter, r *http.Request, _ visit) error {
	s, err := d.backend.Status(r.Context())
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, s)
}

func (d *Doors) listTokens(w http.ResponseWriter, _ *http.Request, _ visit) error {
	all, err := d.tokens.List()
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, map[string]any{"tokens": all})
}

// NewToken is a token that was just made; it is told only now.
type NewToken struct {
	Token string `json:"token"`
	auth.Grant
}

func (d *Doors) makeToken(w http.ResponseWriter, r *http.Request, _ visit) error {
	var g auth.Grant
	if err := readJSON(w, r, &g); err != nil {
		return err
	}
	g.Created = d.now().UTC()
	token, g, err := d.tokens.Make(g)
	if errors.Is(err, auth.ErrRole) || errors.Is(err, auth.ErrExpires) {
		return Problem{http.StatusBadRequest, err}
	}
	if err != nil {
		return err
	}
	remark(w, string(g.Role)+" "+g.ID)
	return answer(w, http.StatusCreated, NewToken{token, g})
}

func (d *Doors) renewPageKey(w http.ResponseWriter, _ *http.Request, _ visit) error {
	token, g, err := d.backend.RenewPageKey()
	if err != nil {
		return err
	}
	remark(w, g.ID)
	return answer(w, http.StatusCreated, NewToken{token, g})
}

func (d *Doors) revokeToken(w http.ResponseWriter, r *http.Request, _ visit) error {
	id := r.PathValue("id")
	err := d.tokens.Revoke(id)
	if errors.Is(err, auth.ErrUnknown) {
		return Problem{http.StatusNotFound, err}
	}
	if err != nil {
		return err
	}
	remark(w, id)
	return answer(w, http.StatusOK, map[string]any{})
}
