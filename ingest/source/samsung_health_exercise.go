package source

// samsungExercise is a kind of workout by its number in Samsung Health (developer.samsung.com, Predefined Exercise Type).
func samsungExercise(n int) sport {
	switch n {
	case 1001:
		return sport{"walking", ""}
	case 1002:
		return sport{"running", ""}
	case 2001, 2002:
		return sport{"baseball", ""}
	case 2003:
		return sport{"cricket", ""}
	case 3001:
		return sport{"golf", ""}
	case 4001:
		return sport{"hockey", ""}
	case 4002:
		return sport{"rugby", ""}
	case 4003:
		return sport{"basketball", ""}
	case 4004:
		return sport{"soccer", ""}
	case 9002:
		return sport{"training", "yoga"}
	case 11007:
		return sport{"cycling", ""}
	case 13001:
		return sport{"hiking", ""}
	case 14001:
		return sport{"swimming", ""}
	case 15002: // weight machine
		return sport{"training", "strength_training"}
	case 15003: // exercise bike
		return sport{"cycling", "indoor_cycling"}
	case 15005:
		return sport{"running", "treadmill"}
	}
	return sport{}
}
