// Package local serves reports and a what-if page to a browser on the same
// machine: a handler, no listener.
//
// It answers only requests that name it as their host and come from its own
// pages, opens no file that a request names, and bounds what it reads and how
// much it does at a time. Its pages load nothing from elsewhere.
package local
