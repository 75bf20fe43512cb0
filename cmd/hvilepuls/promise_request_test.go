package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// One grep for a request's id follows a file from the door through every stage that worked for it.
func TestARequestIsFollowed(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	night := lastNight(demoFiles())
	r.take(placed(t, night[:1])...)
	up := r.up()
	token := r.made("upload", "ada")
	const given = "5eed0000-cafe-4000-8000-00000000f11e"
	send := func(id string, body []byte) (status int, got string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, up.page+"/v1/athletes/ada/files?name=a.fit", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("X-Request-Id", id)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode, resp.Header.Get("X-Request-Id")
	}
	if status, id := send(given, strengthFile(lastDay()).Data); status != http.StatusAccepted || id != given {
		t.Errorf("status %d, request %q", status, id)
	}
	r.run(0, "verify")                                 // waits until all is done: a pass that meets the next file's records on its way leaves nothing to do for it
	_, made := send("ada's knee hurts", night[1].Data) // words are no id
	if !regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString(made) {
		t.Errorf("an id that was made: %q", made)
	}
	r.run(0, "verify")
	if err := up.stop(); err != nil {
		t.Error(err)
	}
	log := up.log.String()
	for _, id := range []string{given, made} {
		for _, stage := range []string{stream.Ingest, stream.Assemble, stream.Analyse} {
			if !regexp.MustCompile(fmt.Sprintf(`(?m)^.*msg="a stage is done" stage=%s .*request=\S*%s.*$`, stage, id)).MatchString(log) {
				t.Errorf("request %s is not in a line of stage %s", id, stage)
			}
		}
		trail, err := os.ReadFile(filepath.Join(r.dir, "audit.log"))
		if err != nil || !bytes.Contains(trail, []byte(`"request":"`+id+`","outcome":"done","detail":"1 accepted`)) {
			t.Errorf("request %s is not in the audit log: %v", id, err)
		}
	}
	if strings.Contains(log, "knee") {
		t.Error("what somebody sent as an id is in the log")
	}
}
