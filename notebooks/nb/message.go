package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"github.com/go-zeromq/zmq4"
)

// connection is Jupyter's connection file.
type connection struct {
	Transport string `json:"transport"`
	IP        string `json:"ip"`
	Shell     int    `json:"shell_port"`
	IOPub     int    `json:"iopub_port"`
	Stdin     int    `json:"stdin_port"`
	Control   int    `json:"control_port"`
	Heartbeat int    `json:"hb_port"`
	Key       string `json:"key"`
	Scheme    string `json:"signature_scheme"`
}

// header names a message of Jupyter's protocol 5.3.
type header struct {
	ID       string `json:"msg_id"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"`
	Type     string `json:"msg_type"`
	Version  string `json:"version"`
}

// message is one as it came in.
type message struct {
	peers   [][]byte // where the answer goes
	header  header
	raw     json.RawMessage // the header as it came
	content json.RawMessage
}

const delimiter = "<IDS|MSG>"

// sign returns the signature of the parts of a message.
func sign(key string, parts ...[]byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	for _, p := range parts {
		mac.Write(p)
	}
	return hex.EncodeToString(mac.Sum(nil))
}

// parse reads a message and refuses one that is not signed with the key.
func parse(frames [][]byte, key string) (message, error) {
	at := 0
	for at < len(frames) && string(frames[at]) != delimiter {
		at++
	}
	if len(frames) < at+6 {
		return message{}, errors.New("a message has too few parts")
	}
	signature, parts := frames[at+1], frames[at+2:at+6]
	if key != "" && !hmac.Equal(signature, []byte(sign(key, parts...))) {
		return message{}, errors.New("a message has a wrong signature")
	}
	m := message{peers: frames[:at], raw: json.RawMessage(parts[0]), content: json.RawMessage(parts[3])}
	return m, json.Unmarshal(parts[0], &m.header)
}

// compose writes a message of a type in answer to another.
func compose(to message, peers [][]byte, kind, key string, content any) (zmq4.Msg, error) {
	h := header{ID: rand.Text(), Session: to.header.Session, Username: "kernel", Date: time.Now().UTC().Format(time.RFC3339Nano), Type: kind, Version: "5.3"}
	head, err := json.Marshal(h)
	if err != nil {
		return zmq4.Msg{}, err
	}
	body, err := json.Marshal(content)
	if err != nil {
		return zmq4.Msg{}, err
	}
	parent := []byte(to.raw)
	if parent == nil {
		parent = []byte("{}")
	}
	parts := [][]byte{head, parent, []byte("{}"), body}
	frames := append([][]byte{}, peers...)
	frames = append(frames, []byte(delimiter), []byte(sign(key, parts...)))
	return zmq4.NewMsgFrom(append(frames, parts...)...), nil
}
