package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode"

	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// The doors through which files come, as the archive notes them.
const (
	doorUpload = "upload"
	doorEntry  = "entry"
	doorImport = "import" // a person names the file: lifts what was forgotten
)

// postFile takes one file: the body itself, or the first file of a form.
func (d *Doors) postFile(w http.ResponseWriter, r *http.Request, v visit) error {
	u := Upload{Athlete: v.athlete, Name: r.URL.Query().Get("name"), TZ: r.URL.Query().Get("tz"), Door: doorUpload, Password: r.Header.Get(auth.ArchivePassword)}
	if v.private && r.URL.Query().Get("door") == doorImport {
		u.Door = doorImport
	}
	var answers []Answer
	err := d.bodies(w, r, v, &u.Password, func(name string, body io.Reader) error {
		if name != "" {
			u.Name = name
		}
		u.Name, u.Body = cleanName(u.Name), body
		ans, err := d.backend.Accept(r.Context(), u)
		answers = append(answers, ans)
		return err
	})
	remark(w, outcome(answers, u.Password))
	switch {
	case err != nil:
		return err
	case len(answers) == 0:
		return bad("no file in the request")
	}
	status := http.StatusOK // known before
	for _, a := range answers {
		if a.Status == stream.Accepted {
			status = http.StatusAccepted
		}
	}
	if len(answers) == 1 {
		return answer(w, status, answers[0])
	}
	return answer(w, status, map[string]any{"files": answers})
}

// outcome is what the audit log tells of files.
func outcome(answers []Answer, password string) string {
	var n [3]int
	for _, a := range answers {
		switch a.Status {
		case stream.Rejected:
			n[2]++
		case stream.Duplicate:
			n[1]++
		default:
			n[0]++
		}
	}
	out := fmt.Sprintf("%d accepted, %d known, %d rejected", n[0], n[1], n[2])
	if password != "" {
		out += ", with a password"
	}
	return out
}

// bodies gives the files of a request one after the other. A form's field "password" before them becomes the password.
func (d *Doors) bodies(w http.ResponseWriter, r *http.Request, v visit, password *string, each func(name string, body io.Reader) error) error {
	r.Body = http.MaxBytesReader(w, r.Body, d.cfg.MaxFile)
	if !v.private {
		leave, ok := d.limits.uploads.enter(v.athlete)
		if !ok {
			return d.tooMany(limitUploads, time.Second)
		}
		defer leave()
		each = d.within(v.athlete, each)
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return each("", r.Body)
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return bad("read form: %w", err)
	}
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unreadable("form", err)
		}
		if err := eachPart(p, password, each); err != nil {
			return err
		}
	}
}

// within holds files to what an athlete may send.
func (d *Doors) within(athlete string, each func(string, io.Reader) error) func(string, io.Reader) error {
	return func(name string, body io.Reader) error {
		if err := d.spend(d.limits.files, limitFiles, athlete, 1); err != nil {
			return err
		}
		return each(name, &counted{body, d, athlete})
	}
}

// counted is a body that counts against the athlete's bytes of the day.
type counted struct {
	io.Reader
	d       *Doors
	athlete string
}

// Read implements io.Reader.
func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if err := c.d.spend(c.d.limits.bytes, limitBytes, c.athlete, n); err != nil {
		return n, err
	}
	return n, err
}

func eachPart(p *multipart.Part, password *string, each func(string, io.Reader) error) error {
	defer p.Close()
	if p.FileName() != "" {
		return each(p.FileName(), p)
	}
	if p.FormName() != "password" {
		return nil
	}
	const longest = 1000 // bytes
	b, err := io.ReadAll(io.LimitReader(p, longest+1))
	if err != nil {
		return unreadable("form", err)
	}
	if len(b) > longest {
		return bad("password: longer than %d bytes", longest)
	}
	*password = string(b)
	return nil
}

// cleanName keeps the last part of a name as it was given, within reason: nothing that leads out of a folder, and no sign that shows it as another.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "\uFFFD"), "\\", "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, name)
	const longest = 200
	if len(name) > longest {
		name = strings.ToValidUTF8(name[:longest], "")
	}
	if name == "." || name == ".." || name == "/" || name == "" {
		return "upload"
	}
	return name
}

// getReceipts lists what became of the athlete's files, newest last.
func (d *Doors) getReceipts(w http.ResponseWriter, r *http.Request, v visit) error {
	rs, err := d.backend.Receipts(r.Context(), v.athlete)
	if err != nil {
		return err
	}
	told := make([]receipt, len(rs))
	for i, r := range rs {
		told[i] = receipt{r, stream.KindOfReason(r.Reason)}
	}
	return answer(w, http.StatusOK, map[string]any{"receipts": told})
}

const longestWait = 30 * time.Second

// getReceipt waits for one file's receipt; 404 while there is none.
func (d *Doors) getReceipt(w http.ResponseWriter, r *http.Request, v visit) error {
	wait, err := time.ParseDuration(r.URL.Query().Get("wait"))
	if err != nil || wait > longestWait {
		wait = longestWait
	}
	ctx, cancel := context.WithTimeout(r.Context(), wait)
	defer cancel()
	rc, err := d.backend.Await(ctx, v.athlete, r.PathValue("file"))
	if errors.Is(err, context.DeadlineExceeded) {
		return Problem{http.StatusNotFound, errors.New("not finished yet, or not known")}
	}
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, receipt{rc, stream.KindOfReason(rc.Reason)})
}

// receipt is a receipt with what its reason is about.
type receipt struct {
	stream.Receipt
	ReasonKind stream.ReasonKind `json:"reason_kind,omitempty"`
}
