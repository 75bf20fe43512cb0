// Package killpoint marks the moments at which a killed process may lose something: before and after whatever it makes durable or tells
// somebody. A test that is built with the tag killpoints has the process kill itself at one of them; in any other build the marks are nothing.
//
// A point is named by what is done, to what, and by the function that has it done, so that each caller of a marked function is a point of its
// own without a word about it: "before publish RECORDS in ingest.(*Worker).commit".
package killpoint

// The variables of the environment that a build with the tag obeys.
const (
	// At is a point and how often it is passed before the process kills itself there: "2 before purge RECORDS in …"; 1 is the first time.
	At = "HVILEPULS_KILL_AT"
	// Log is a file to which each point is appended, a line each time it is passed.
	Log = "HVILEPULS_KILL_LOG"
)

// The operations that are marked.
const (
	Create     = "create"
	WriteFile  = "write"
	Sync       = "sync"
	Rename     = "rename"
	Link       = "link"
	Remove     = "remove"
	Mkdir      = "mkdir"
	SyncFolder = "sync folder"

	Publish = "publish" // to a stream
	Purge   = "purge"   // of a stream's messages
	Restart = "restart" // a stage's consumer is removed, and with Rebuild its stream emptied
	Ack     = "ack"     // of a message that a stage has handled
	Write   = "write points"
	Delete  = "delete points"
	Send    = "send" // a notice to a channel
)
