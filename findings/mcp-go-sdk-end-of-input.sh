#!/bin/bash
# The official Go SDK of the Model Context Protocol, v1.8.0, on IOTransport: when the input
# ends, calls of tools that are under way are cancelled and never answered, though the
# output is open and their work would have been done a moment later. What is piped in, such
# as an initialize and one tools/call from a file, gets no reply to the call; with the input
# held open for that moment it does.
#
# Exits 0 if that is seen, 1 if it no longer is. Needs go and a module proxy.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

type open struct{ io.Writer }

func (open) Close() error { return nil }

func main() {
	s := mcp.NewServer(&mcp.Implementation{Name: "try", Version: "1"}, nil)
	s.AddTool(&mcp.Tool{Name: "wait", InputSchema: json.RawMessage(`{"type":"object"}`)}, func(ctx context.Context, _ *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		select {
		case <-time.After(300 * time.Millisecond):
			return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: "done"}}}, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	})
	s.Run(context.Background(), &mcp.IOTransport{Reader: io.NopCloser(os.Stdin), Writer: open{os.Stdout}})
}
GO
go mod init try >/dev/null 2>&1
go get github.com/modelcontextprotocol/go-sdk@v1.8.0 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
go build -o try .
messages() {
  echo '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"try","version":"1"}}}'
  echo '{"jsonrpc":"2.0","method":"notifications/initialized"}'
  echo '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"wait","arguments":{}}}'
}
ended=$(messages | ./try | grep -c '"id":2' || true)
held=$({ messages; sleep 3; } | ./try | grep -c '"done"' || true)
first=$(messages | ./try | grep -c '"id":1' || true)
echo "replies to the call: $ended where the input ends, $held where it is held open; to initialize: $first"
if [ "$ended" != 0 ] || [ "$held" != 1 ] || [ "$first" != 1 ]; then
  echo "no longer seen"
  exit 1
fi
echo "seen: a call under way at the end of the input is not answered"
