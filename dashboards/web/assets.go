package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"strings"
)

//go:embed static
var static embed.FS

//go:embed static/style.css
var styleSheet []byte

// styleAddress changes with the style sheet, which may therefore be kept for long.
var styleAddress = "/static/style.css?v=" + digest(styleSheet)

// scripts are what makes the pages quicker to use; without them everything works, a page load later.
var scripts = addresses("live.js", "taps.js", "upload.js", "install.js")

// addresses name each file's content, so that it may be kept for long.
func addresses(names ...string) (out []string) {
	for _, name := range names {
		b, err := static.ReadFile("static/" + name)
		if err != nil {
			panic(err) // it is embedded, or the program would not build
		}
		out = append(out, "/static/"+name+"?v="+digest(b))
	}
	return out
}

func digest(b []byte) string {
	const enough = 6 // bytes
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:enough])
}

// Assets serves what the pages are drawn with, below /static/.
func Assets() http.Handler {
	files := http.FileServerFS(static)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		const year = "public, max-age=31536000, immutable"
		if strings.HasSuffix(r.URL.Path, "/") { // a folder is not listed
			http.NotFound(w, r)
			return
		}
		switch {
		case r.URL.Path == "/static/worker.js":
			w.Header().Set("Service-Worker-Allowed", "/") // it stands in for every page where there is no connection
			w.Header().Set("Cache-Control", "no-cache")
		case r.URL.RawQuery != "": // the address names the content
			w.Header().Set("Cache-Control", year)
		default:
			w.Header().Set("Cache-Control", "public, max-age=3600")
		}
		files.ServeHTTP(w, r)
	})
}
