package notify

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// The carriers here speak HTTP themselves. Of the library's, the one for Telegram takes a failed connection for success and waits without
// end, the one for web hooks goes through a client that no guard of addresses can stand before, and the one for Matrix leaves out the
// transaction by which a message that comes twice is known.

// hook posts the message as JSON, with its id as Idempotency-Key (draft-ietf-httpapi-idempotency-key-header).
func (c carriers) hook(ctx context.Context, to *url.URL, m Message) error {
	at := *to
	at.Scheme = strings.TrimPrefix(at.Scheme, "generic+")
	return c.ask(ctx, http.MethodPost, at.String(), http.Header{"Idempotency-Key": {m.Athlete + "-" + m.ID}}, m)
}

// telegram sends through a bot: telegram://TOKEN@telegram?chats=ID, with server=https://… for a Bot API server of one's own
// (https://core.telegram.org/bots/api#sendmessage).
func (c carriers) telegram(ctx context.Context, to *url.URL, m Message) error {
	q := to.Query()
	secret, hasSecret := to.User.Password()
	chat, server := q.Get("chats"), q.Get("server")
	if to.User.Username() == "" || !hasSecret || chat == "" || strings.Contains(chat, ",") {
		return failure("its address wants a bot's token and one chat", true)
	}
	if server == "" {
		server = "https://api.telegram.org"
	}
	bot := strings.TrimSuffix(server, "/") + "/bot" + to.User.Username() + ":" + secret
	if m.Picture != nil {
		return c.postForm(ctx, bot+"/sendPhoto", m, "photo", field{"chat_id", chat}, field{"caption", m.body()})
	}
	return c.ask(ctx, http.MethodPost, bot+"/sendMessage", http.Header{}, map[string]any{"chat_id": chat, "text": m.body()})
}

// matrix puts the message into a room, with its id as transaction: matrix://:TOKEN@HOST/?rooms=!ID
// (https://spec.matrix.org/v1.11/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid).
func (c carriers) matrix(ctx context.Context, to *url.URL, m Message) error {
	token, _ := to.User.Password()
	room := to.Query().Get("rooms")
	if token == "" || room == "" || strings.Contains(room, ",") {
		return failure("its address wants an access token and one room", true)
	}
	scheme := "https"
	if to.Query().Get("disableTLS") == "yes" {
		scheme = "http"
	}
	server, header := scheme+"://"+to.Host, http.Header{"Authorization": {"Bearer " + token}}
	event := map[string]any{"msgtype": "m.text", "body": m.body()}
	if m.Picture != nil {
		uri, err := c.upload(ctx, server, header, m)
		if err != nil {
			return err
		}
		event = matrixImage(m, uri)
	}
	address := server + "/_matrix/client/v3/rooms/" + url.PathEscape(room) + "/send/m.room.message/" + m.Athlete + "-" + m.ID
	return c.ask(ctx, http.MethodPut, address, header, event)
}
