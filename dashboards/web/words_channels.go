package web

// channelWords are those of the page about channels.
type channelWords struct {
	ChannelsPage, ChannelsDoc, NoChannels, ChannelName, ChannelKind, LastNotice string
	InSettings, TestIt, Removed, Added, NothingSent                             string
	Delivered, Waiting, NotDelivered                                            string // when; since when; when, reason
	Tested, TestFailed, TestAgain                                               string // channel; channel, reason
	ThisDevice, ThisDeviceDoc, NotifyHere, NoPush, PushDenied, PushFailed       string
	AddChannel, AddChannelDoc, NameHint, Address, AddressHint, Forms            string
	HowTold, HowToldDoc, QuietFrom, QuietTo, LeadHours, Wanted                  string
	WebHook, MailKind, DeviceKind                                               string
	NoticeKinds                                                                 map[string]string
}
