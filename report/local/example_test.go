package local_test

import (
	"fmt"
	"net/http/httptest"

	"mtbf/report/local"
)

// A handler of pages that answers only for the address it is served at.
func Example() {
	h, err := local.New("127.0.0.1:8080", local.Options{})
	if err != nil {
		panic(err)
	}
	for _, host := range []string{"127.0.0.1:8080", "example.org"} {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "http://"+host+"/", nil)
		h.ServeHTTP(w, r)
		fmt.Println(host, w.Code)
	}
	// Output:
	// 127.0.0.1:8080 200
	// example.org 403
}
