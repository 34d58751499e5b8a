package render

// Version tells what was built from what.
type Version struct {
	Schema   string `json:"schema"`
	Version  string `json:"version"`
	Revision string `json:"revision"`
	Time     string `json:"time,omitempty"`
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// Blocks returns the version as lines.
func (v *Version) Blocks() []Block {
	revision := v.Revision
	if v.Modified {
		revision += " (with uncommitted changes)"
	}
	return []Block{{Lines: []string{"mtbf " + v.Version, "revision " + revision, v.Go + " " + v.Platform}}}
}

// Records returns the version as one row.
func (v *Version) Records() [][]string {
	return [][]string{{"version", "revision", "time", "go", "platform"}, {v.Version, v.Revision, v.Time, v.Go, v.Platform}}
}
