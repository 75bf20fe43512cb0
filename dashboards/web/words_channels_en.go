package web

func englishChannels() channelWords {
	return channelWords{
		ChannelsPage: "Notices", ChannelsDoc: "Where you are told. Addresses are kept secret: they are shown to nobody, not even here.",
		NoChannels: "You are told nowhere yet. Switch notices on for this device, or add a channel.", ChannelName: "Name", ChannelKind: "Kind", LastNotice: "Last notice",
		InSettings: "named in the settings file", TestIt: "Test", Removed: "Removed. Nothing goes there any more.", Added: "Added. Send a test to see that it arrives.",
		NothingSent: "none yet", Delivered: "arrived %s", Waiting: "on its way since %s", NotDelivered: "not delivered %s: %s",
		Tested: "%s: the test was sent.", TestFailed: "%s: the test was not delivered: %s", TestAgain: "It may work later; notices are tried again for a day.",
		ThisDevice: "This device", ThisDeviceDoc: "Notices appear on this phone or computer, also while the page is closed. On an iPhone install the page on the home screen first.",
		NotifyHere: "Notify me on this device", NoPush: "This browser takes no notices here. It needs the page over https, and on an iPhone on the home screen.",
		PushDenied: "The browser was told to show no notices of this page. Allow them in its settings, then try again.",
		PushFailed: "The browser's push service did not answer. Nothing was changed; try again.",
		AddChannel: "Add a channel", AddChannelDoc: "The address holds a secret, a token or a topic that only you know.", NameHint: "1 to 32 of a-z, 0-9 and -, such as phone.",
		Address: "Address", AddressHint: "It is not shown again. To change it, remove the channel and add it anew.", Forms: "What an address looks like",
		HowTold: "When and of what", HowToldDoc: "What is decided in quiet hours arrives when they end, if it still matters then.",
		QuietFrom: "Quiet from", QuietTo: "Quiet until", LeadHours: "Last look before a session, hours", Wanted: "Tell me",
		WebHook: "web hook", MailKind: "e-mail", DeviceKind: "browser",
		NoticeKinds: map[string]string{
			"risk": "when the recovery risk rises", "session": "before a glute session, unless the answer is go", "correction": "when late data change the answer",
			"deload": "when an easy week is due", "stale": "when no data come", "digest": "how the week was, on Monday", "checkin": "the morning question",
		},
	}
}
