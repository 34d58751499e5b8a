package cli

import "mtbf/internal/when"

// optionalHours reads a length of time, nil if the flag was not given.
func optionalHours(flag, text string) (*float64, error) {
	if text == "" {
		return nil, nil
	}
	h, err := when.ParseFlag(text)
	if err != nil {
		return nil, usagef("--%s: %w", flag, err)
	}
	if h < 0 {
		return nil, usagef("--%s: %q is negative", flag, text)
	}
	return &h, nil
}

func positiveHours(flag, text string) (float64, error) {
	h, err := optionalHours(flag, text)
	if err != nil {
		return 0, err
	}
	if h == nil || *h == 0 {
		return 0, usagef("--%s: %q is not a positive length of time", flag, text)
	}
	return *h, nil
}
