package source

// gadgetExercise is a kind of workout by its code in Gadgetbridge (ActivityKind).
func gadgetExercise(code int64) sport {
	switch code {
	case 0x10, 0x040000b1: // running, outdoors
		return sport{"running", ""}
	case 0x100, 0x040000b0: // treadmill, indoors
		return sport{"running", "treadmill"}
	case 0x04000067:
		return sport{"running", "trail"}
	case 0x20, 0x040000b2:
		return sport{"walking", ""}
	case 0x04000012:
		return sport{"walking", "indoor_walking"}
	case 0x40, 0x0400000a: // swimming, in a pool
		return sport{"swimming", "lap_swimming"}
	case 0x400:
		return sport{"swimming", "open_water"}
	case 0x80, 0x040000b3, 0x04000004: // cycling, outdoors, to work
		return sport{"cycling", ""}
	case 0x800, 0x0400005f:
		return sport{"cycling", "indoor_cycling"}
	case 0x04000003:
		return sport{"e_biking", ""}
	case 0x1000, 0x0400005d:
		return sport{"fitness_equipment", "elliptical"}
	case 0x04000008:
		return sport{"fitness_equipment", "stair_climbing"}
	case 0x10000:
		return sport{"rowing", "indoor_rowing"}
	case 0x04000016:
		return sport{"rowing", ""}
	case 0x2000:
		return sport{"jump_rope", ""}
	case 0x4000:
		return sport{"training", "yoga"}
	case 0x04000009:
		return sport{"training", "pilates"}
	case 0x200000, 0x0400005e, 0x04000063, 0x04000064, 0x04000070, 0x04000077, 0x04000079, 0x0400007a, 0x04000080:
		// strength, free, functional and physical training, sit-ups, push-ups, the Smith machine, pull-ups, dumbbells
		return sport{"training", "strength_training"}
	case 0x04000010, 0x04000062, 0x0400006f, 0x04000072: // cardio, CrossFit, cross training, aerobics
		return sport{"training", "cardio_training"}
	case 0x04000074:
		return sport{"training", "flexibility_training"}
	case 0x200, 0x0400000f, 0x04000061, 0x0400006a: // exercise, training, fitness, the core
		return sport{"training", ""}
	case 0x04000045:
		return sport{"hiit", ""}
	case 0x400000, 0x040000e2:
		return sport{"hiking", ""}
	case 0x800000, 0x04000026:
		return sport{"rock_climbing", ""}
	case 0x8000:
		return sport{"soccer", ""}
	case 0x20000:
		return sport{"cricket", ""}
	case 0x40000:
		return sport{"basketball", ""}
	case 0x80000, 0x0400000d:
		return sport{"racket", "table_tennis"}
	case 0x100000:
		return sport{"racket", "badminton"}
	case 0x0400000b:
		return sport{"tennis", ""}
	case 0x0400003a, 0x04000060: // boxing, kickboxing
		return sport{"boxing", ""}
	case 0x040000a8, 0x04000013:
		return sport{"cross_country_skiing", ""}
	case 0x04000014:
		return sport{"alpine_skiing", ""}
	case 0x0400005c:
		return sport{"dance", ""}
	}
	return sport{}
}
