package gatewayapi

import (
	"fmt"

	"tollbook/cmd/tollbook/fetch"
)

// The statuses of HTTP that are more than a failure.
const (
	unauthorized = 401
	forbidden    = 403
	notFound     = 404
)

// A KeyError is a key that the gateway does not take (401), one of the wrong kind (403),
// or none at all.
type KeyError struct {
	API    API
	Status *fetch.StatusError // nil where there is no key
}

// Error says what the gateway said, which kind of key is needed and where to get it.
//
//	status 403 Forbidden: Only management keys can perform this operation: want a management key (OPENROUTER_MANAGEMENT_KEY), made at https://openrouter.ai/settings/management-keys
func (e *KeyError) Error() string {
	if e.Status == nil {
		return fmt.Sprintf("there is no key in %s: want %s", e.API.KeyEnv[0], e.API.KeyWords)
	}
	return fmt.Sprintf("%v: want %s", e.Status, e.API.KeyWords)
}

// Unwrap is what the gateway answered, nil where it was not asked.
func (e *KeyError) Unwrap() error {
	if e.Status == nil {
		return nil
	}
	return e.Status
}

// WrongKind reports whether the gateway knows the key, and it may not read what was
// asked for.
func (e *KeyError) WrongKind() bool {
	return e.Status != nil && e.Status.Code == forbidden
}
