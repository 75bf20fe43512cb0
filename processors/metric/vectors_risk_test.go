package metric_test

func riskRunners() map[string]runner { return nil }
