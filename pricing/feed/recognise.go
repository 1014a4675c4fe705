package feed

import (
	"errors"
	"fmt"
	"strings"
)

// Recognise says which feed a file is of, by its fields alone. ofox's list has the form
// of OpenRouter's and is taken for one: who has ofox's file names the feed.
func Recognise(data []byte) (Name, error) {
	root, err := open(data)
	if err != nil {
		return "", err
	}
	if root.isArray() {
		for provider := range root.elements() {
			all, _ := provider.fields()
			if all["models"].isArray() {
				return GenAIPrices, nil
			}
		}
		return "", errUnknown
	}
	for name, v := range root.members() {
		if name == "data" && v.isArray() {
			return recogniseModels(v)
		}
		if name == "data" && isEndpoints(root) {
			return OpenRouter, nil
		}
	}
	for _, v := range root.members() {
		for name, field := range v.members() {
			switch {
			case name == "models" && field.isObject():
				return ModelsDev, nil
			case name == "litellm_provider", strings.HasPrefix(name, "input_cost_per_"):
				return LiteLLM, nil
			}
		}
	}
	return "", errUnknown
}

var errUnknown = errors.New(`no feed that is known: looked for models in "data" (openrouter, ofox, vercel), ` +
	`for a list of providers with "models" (genai-prices), for providers by name with "models" (models.dev), ` +
	`and for models by name with "litellm_provider" (litellm)`)

// recogniseModels tells apart the lists of gateways, by the names of their prices.
func recogniseModels(models value) (Name, error) {
	for model := range models.elements() {
		all, _ := model.fields()
		for name := range all["pricing"].members() {
			switch name {
			case "prompt", "completion":
				return OpenRouter, nil
			case "input", "output":
				return Vercel, nil
			}
		}
	}
	return "", fmt.Errorf(`no feed that is known: the models in "data" have neither pricing.prompt (openrouter, ofox) nor pricing.input (vercel)`)
}
