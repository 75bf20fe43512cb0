package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
)

//go:embed static
var static embed.FS

//go:embed static/style.css
var styleSheet []byte

// styleAddress changes with the style sheet, which may therefore be kept for long.
var styleAddress = "/static/style.css?v=" + digest(styleSheet)

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
		if r.URL.RawQuery != "" { // the address names the content
			w.Header().Set("Cache-Control", year)
		} else {
			w.Header().Set("Cache-Control", "public, max-age=3600")
		}
		files.ServeHTTP(w, r)
	})
}
