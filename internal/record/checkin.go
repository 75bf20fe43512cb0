package record

// Merge puts a newer word on the same day over the check-in: what it takes back goes first, then what it answers holds.
func (c *CheckIn) Merge(word *CheckIn) {
	takeBack(c.answers(), word.Unsaid)
	say(&c.Fatigue, word.Fatigue)
	say(&c.Soreness, word.Soreness)
	say(&c.Sick, word.Sick)
	say(&c.Pain, word.Pain)
	say(&c.PainAt, word.PainAt)
	say(&c.RPE, word.RPE)
	say(&c.Mood, word.Mood)
	say(&c.Motiv, word.Motiv)
	say(&c.Stress, word.Stress)
	say(&c.ProteinG, word.ProteinG)
	switch {
	case len(word.Tags) > 0:
		c.Tags = word.Tags
	case word.Tags != nil: // none of them any more
		c.Tags = nil
	}
	say(&c.Note, word.Note)
}

// Restore is the word that makes of the check-in what it was before; nil stands for a day without one.
func (c CheckIn) Restore(before *CheckIn) CheckIn {
	word := CheckIn{Day: c.Day}
	if before != nil {
		word = *before
		word.Day, word.Unsaid = c.Day, nil
	}
	then := word.answers()
	for i, a := range c.answers() {
		if a.given && !then[i].given {
			word.Unsaid = append(word.Unsaid, a.name)
		}
	}
	return word
}

func (c *CheckIn) answers() []answer {
	return []answer{
		{"fatigue", c.Fatigue != nil, func() { c.Fatigue = nil }},
		{"soreness", c.Soreness != nil, func() { c.Soreness = nil }},
		{"sick", c.Sick != nil, func() { c.Sick = nil }},
		{"pain", c.Pain != nil, func() { c.Pain = nil }},
		{"pain_at", c.PainAt != nil, func() { c.PainAt = nil }},
		{"rpe", c.RPE != nil, func() { c.RPE = nil }},
		{"mood", c.Mood != nil, func() { c.Mood = nil }},
		{"motivation", c.Motiv != nil, func() { c.Motiv = nil }},
		{"stress", c.Stress != nil, func() { c.Stress = nil }},
		{"protein_g", c.ProteinG != nil, func() { c.ProteinG = nil }},
		{"tags", len(c.Tags) > 0, func() { c.Tags = nil }},
		{"note", c.Note != nil, func() { c.Note = nil }},
	}
}
