package api

import (
	"io"
	"net/http"
	"slices"
	"strconv"

	"github.com/hvilepuls/hvilepuls/dashboards/web"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const dataFiles = 100 // files on a page

// dataPage shows an athlete's files: ?page= those before the newest, ?file= asks whether one is to be forgotten.
func (d *Doors) dataPage(w http.ResponseWriter, r *http.Request, v visit) error {
	about, err := d.aboutOf(r, v)
	if err != nil {
		return err
	}
	receipts, err := d.backend.Receipts(r.Context(), v.athlete)
	if err != nil {
		return err
	}
	receipts = slices.DeleteFunc(receipts, func(rc stream.Receipt) bool { return rc.Format == "entry" || rc.SHA == "" })
	slices.Reverse(receipts)
	q := r.URL.Query()
	page := web.Data{Athlete: v.athlete, May: v.may(), About: about, Forgotten: q.Get("forgotten")}
	if sha := q.Get("file"); sha != "" {
		if i := slices.IndexFunc(receipts, func(rc stream.Receipt) bool { return rc.SHA == sha }); i >= 0 {
			page.Ask = &receipts[i]
		}
	}
	n, _ := strconv.Atoi(q.Get("page")) // the first where it is none
	from := min(max(n, 0)*dataFiles, len(receipts))
	to := min(from+dataFiles, len(receipts))
	page.Receipts = receipts[from:to]
	if to < len(receipts) {
		page.Earlier = max(n, 0) + 1
	}
	return show(w, func(w io.Writer) error { return web.RenderData(w, page) })
}

// formForget forgets a file that was named twice, or all of the athlete whose id was typed.
func (d *Doors) formForget(w http.ResponseWriter, r *http.Request, v visit) error {
	form, err := readForm(w, r)
	if err != nil {
		return err
	}
	about, err := d.aboutOf(r, v) // before nothing is known of them
	if err != nil {
		return err
	}
	sha := form.Get("file")
	if sha == "" && form.Get("confirm") != v.athlete {
		return bad("nothing was erased: to erase everything, type %q", v.athlete)
	}
	out, err := d.backend.Forget(r.Context(), v.athlete, sha)
	if err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`) // pages that the browser keeps for when there is no connection
	if sha != "" {
		http.Redirect(w, r, "/athletes/"+v.athlete+"/data?forgotten="+out.ID, http.StatusSeeOther)
		return nil
	}
	return show(w, func(w io.Writer) error { return web.RenderForgotten(w, *about.Profile.Language, out.ID) })
}
