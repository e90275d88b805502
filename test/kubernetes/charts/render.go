// Renders a chart as Helm does, from a folder and without a cluster: a request as JSON comes in, manifests and the chart's own values go out.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
)

type request struct {
	Chart string `json:"chart"`
	// Folders of charts that it is made of, besides those in its own.
	Parts     []string       `json:"parts"`
	Release   string         `json:"release"`
	Namespace string         `json:"namespace"`
	Values    map[string]any `json:"values"`
	// Kubernetes as the chart sees it, such as v1.34.4.
	Kubernetes string `json:"kubernetes"`
}

type answer struct {
	Version    string            `json:"version"`
	AppVersion string            `json:"appVersion"`
	Defaults   map[string]any    `json:"defaults"`
	Files      map[string]string `json:"files"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var asked request
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		return err
	}
	chart, err := loader.Load(asked.Chart)
	if err != nil {
		return err
	}
	for _, folder := range asked.Parts {
		part, err := loader.Load(folder)
		if err != nil {
			return err
		}
		chart.AddDependency(part)
		// Of which release it is made matters to a download only.
		for _, wanted := range chart.Metadata.Dependencies {
			if wanted.Name == part.Metadata.Name {
				wanted.Version = part.Metadata.Version
			}
		}
	}
	capabilities := chartutil.DefaultCapabilities.Copy()
	version, err := chartutil.ParseKubeVersion(asked.Kubernetes)
	if err != nil {
		return err
	}
	capabilities.KubeVersion = *version
	release := chartutil.ReleaseOptions{Name: asked.Release, Namespace: asked.Namespace, Revision: 1, IsInstall: true}
	defaults := chart.Values
	if err := chartutil.ProcessDependencies(chart, asked.Values); err != nil {
		return err
	}
	// Judges the values by the chart's schema, when it has one.
	values, err := chartutil.ToRenderValues(chart, asked.Values, release, capabilities)
	if err != nil {
		return err
	}
	files, err := engine.Render(chart, values)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(answer{chart.Metadata.Version, chart.Metadata.AppVersion, defaults, files})
}
