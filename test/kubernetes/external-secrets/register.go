// In place of the operator's own list (pkg/register), which compiles in every cloud's SDK: what the tests use of it.
package register

import (
	esv1 "github.com/external-secrets/external-secrets/apis/externalsecrets/v1"
	genv1alpha1 "github.com/external-secrets/external-secrets/apis/generators/v1alpha1"
	password "github.com/external-secrets/external-secrets/generators/v1/password"
	kubernetes "github.com/external-secrets/external-secrets/providers/v1/kubernetes"
)

func init() {
	esv1.Register(kubernetes.NewProvider(), kubernetes.ProviderSpec(), kubernetes.MaintenanceStatus())
	genv1alpha1.Register(password.Kind(), password.NewGenerator())
}
