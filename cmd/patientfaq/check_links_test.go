package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestAskFor(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/fine", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/gone", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	mux.HandleFunc("/login", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	mux.HandleFunc("/no-head", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			w.WriteHeader(http.StatusNotFound)
		}
	})
	site := httptest.NewServer(mux)
	defer site.Close()
	closed := httptest.NewServer(mux)
	closed.Close()
	for _, tt := range []struct{ url, want string }{
		{site.URL + "/fine", ""},
		{site.URL + "/no-head", ""},
		{site.URL + "/login", ""},
		{site.URL + "/gone", "is not there (410)"},
		{site.URL + "/missing", "is not there (404)"},
		{site.URL + "/broken", "answers with an error (502)"},
		{closed.URL, "does not answer"},
		{"http://[", "is not an address"},
	} {
		if got := askFor(t.Context(), site.Client(), tt.url); got != tt.want {
			t.Errorf("askFor(%q) = %q, want %q", tt.url, got, tt.want)
		}
	}
}
