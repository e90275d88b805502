// External Secrets Operator itself, for the tests: built by operator.ts, and nothing of it is part of the product.
module tributary/external-secrets

go 1.24.2

require github.com/external-secrets/external-secrets v0.16.2
