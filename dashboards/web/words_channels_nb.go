package web

func norwegianChannels() channelWords {
	return channelWords{
		ChannelsPage: "Varsler", ChannelsDoc: "Hvor du får beskjed. Adresser holdes hemmelige: de vises ikke til noen, heller ikke her.",
		NoChannels: "Du får ikke beskjed noe sted ennå. Slå på varsler for denne enheten, eller legg til en kanal.", ChannelName: "Navn", ChannelKind: "Type", LastNotice: "Siste varsel",
		InSettings: "står i innstillingsfilen", TestIt: "Test", Removed: "Fjernet. Ingenting sendes dit lenger.", Added: "Lagt til. Send en test for å se at den kommer fram.",
		NothingSent: "ingen ennå", Delivered: "kom fram %s", Waiting: "underveis siden %s", NotDelivered: "ikke levert %s: %s",
		Tested: "%s: testen er sendt.", TestFailed: "%s: testen ble ikke levert: %s", TestAgain: "Det kan virke senere; varsler prøves på nytt i et døgn.",
		ThisDevice: "Denne enheten", ThisDeviceDoc: "Varsler vises på denne telefonen eller datamaskinen, også når siden er lukket. På iPhone må siden først legges til på Hjem-skjermen.",
		NotifyHere: "Varsle meg på denne enheten", NoPush: "Denne nettleseren tar ikke imot varsler her. Siden må åpnes over https, og på iPhone fra Hjem-skjermen.",
		PushDenied: "Nettleseren har fått beskjed om ikke å vise varsler fra denne siden. Tillat dem i innstillingene, og prøv igjen.",
		PushFailed: "Varslingstjenesten til nettleseren svarte ikke. Ingenting er endret; prøv igjen.",
		AddChannel: "Legg til en kanal", AddChannelDoc: "Adressen er hemmelig: et token eller et emne som bare du kjenner.", NameHint: "1 til 32 av a-z, 0-9 og -, for eksempel telefon.",
		Address: "Adresse", AddressHint: "Den vises ikke igjen. Vil du endre den, fjerner du kanalen og legger den til på nytt.", Forms: "Slik ser en adresse ut",
		HowTold: "Når og om hva", HowToldDoc: "Det som blir klart i stille timer, kommer når de er over, hvis det fortsatt betyr noe da.",
		QuietFrom: "Stille fra", QuietTo: "Stille til", LeadHours: "Siste vurdering før en økt, timer", Wanted: "Si fra",
		WebHook: "webhook", MailKind: "e-post", DeviceKind: "nettleser",
		NoticeKinds: map[string]string{
			"risk": "når restitusjonsrisikoen stiger", "session": "før en rumpeøkt, med mindre svaret er klart", "correction": "når nye data endrer svaret",
			"deload": "når det er tid for en rolig uke", "stale": "når det ikke kommer data", "digest": "hvordan uken var, på mandag", "checkin": "morgenspørsmålet",
		},
	}
}
