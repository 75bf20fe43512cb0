package notify

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"

	"github.com/nicholas-fedor/shoutrrr/pkg/services/chat/discord"
	"github.com/nicholas-fedor/shoutrrr/pkg/services/push/ntfy"
	"github.com/nicholas-fedor/shoutrrr/pkg/services/push/pushover"

	"github.com/hvilepuls/hvilepuls/processors/picture"
)

// Picture is what a message shows besides its words; the words say what is on it. The carriers here send it themselves: the library knows no
// files.
type Picture struct {
	Type string `json:"type"` // image/png
	Alt  string `json:"alt"`
	PNG  []byte `json:"data"` // base64 in JSON
}

const (
	pngType = "image/png"
	pngName = "week.png"
)

// field is one of a form.
type field struct{ name, value string }

// form is a form with the message's picture under a name. Of one message it is the same bytes at every attempt.
func form(m Message, name string, fields ...field) (kind string, body []byte, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.SetBoundary("hvilepuls-" + topic(m)); err != nil {
		return "", nil, err
	}
	for _, f := range fields {
		if err := w.WriteField(f.name, f.value); err != nil {
			return "", nil, err
		}
	}
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {mime.FormatMediaType("form-data", map[string]string{"name": name, "filename": pngName})}, "Content-Type": {pngType},
	})
	if err != nil {
		return "", nil, err
	}
	if _, err := part.Write(m.Picture.PNG); err != nil {
		return "", nil, err
	}
	err = w.Close() // writes the end
	return w.FormDataContentType(), b.Bytes(), err
}

// postForm sends a form with the message's picture.
func (c carriers) postForm(ctx context.Context, address string, m Message, name string, fields ...field) error {
	kind, body, err := form(m, name, fields...)
	if err != nil {
		return err
	}
	_, err = c.call(ctx, http.MethodPost, address, http.Header{"Content-Type": {kind}}, body)
	return err
}

// ntfyPicture puts the picture as an attachment, the words in the header (https://docs.ntfy.sh/publish/#attach-local-file).
func (c carriers) ntfyPicture(ctx context.Context, cfg *ntfy.Config, m Message) error {
	header := http.Header{
		"Content-Type": {pngType}, "X-Sequence-Id": {m.ID}, "Title": {title}, "Filename": {pngName}, "Message": {mime.BEncoding.Encode("utf-8", m.Text)},
	}
	if m.Link != "" {
		header.Set("Click", m.Link)
	}
	if cfg.Username != "" || cfg.Password != "" {
		header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(cfg.Username+":"+cfg.Password)))
	}
	_, err := c.call(ctx, http.MethodPut, cfg.GetAPIURL(), header, m.Picture.PNG)
	return err
}

// discordPicture posts the picture with its description (https://discord.com/developers/docs/reference#uploading-files).
func (c carriers) discordPicture(ctx context.Context, cfg *discord.Config, m Message) error {
	at := discord.HooksBaseURL + "/" + url.PathEscape(cfg.WebhookID) + "/" + url.PathEscape(cfg.Token)
	if cfg.ThreadID != "" {
		at += "?thread_id=" + url.QueryEscape(cfg.ThreadID)
	}
	payload, err := json.Marshal(map[string]any{
		"content": m.body(), "attachments": []map[string]any{{"id": 0, "filename": pngName, "description": m.Picture.Alt}},
	})
	if err != nil {
		return err
	}
	return c.postForm(ctx, at, m, "files[0]", field{"payload_json", string(payload)})
}

// pushoverPicture posts the picture as an attachment (https://pushover.net/api#attachments).
func (c carriers) pushoverPicture(ctx context.Context, cfg *pushover.Config, m Message) error {
	fields := []field{{"token", cfg.Token}, {"user", cfg.User}, {"title", title}, {"message", m.body()}}
	if len(cfg.Devices) > 0 {
		fields = append(fields, field{"device", strings.Join(cfg.Devices, ",")})
	}
	return c.postForm(ctx, "https://api.pushover.net/1/messages.json", m, "attachment", fields...)
}

// upload gives a Matrix server the picture, and gives what that is called there (mxc://…). A second attempt uploads again; what is shown is
// the event of one transaction.
func (c carriers) upload(ctx context.Context, server string, header http.Header, m Message) (string, error) {
	header = header.Clone()
	header.Set("Content-Type", pngType)
	said, err := c.call(ctx, http.MethodPost, server+"/_matrix/media/v3/upload?filename="+pngName, header, m.Picture.PNG)
	if err != nil {
		return "", err
	}
	var out struct {
		URI string `json:"content_uri"`
	}
	if json.Unmarshal(said, &out) != nil || !strings.HasPrefix(out.URI, "mxc://") {
		return "", failure("the server took the picture and did not say where", true)
	}
	return out.URI, nil
}

// matrixImage is the event of a picture with its words as caption (MSC2530, in Matrix since 1.10).
func matrixImage(m Message, uri string) map[string]any {
	return map[string]any{
		"msgtype": "m.image", "body": m.body(), "filename": pngName, "url": uri,
		"info": map[string]any{"mimetype": pngType, "w": picture.Width, "h": picture.Height, "size": len(m.Picture.PNG)},
	}
}
