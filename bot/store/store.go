// Package store keeps what the bot must remember between runs, in a state directory beside the content.
//
// [Stops] is the stop list: which entries were withdrawn. It stands apart from the content, so that withdrawing works
// whatever is wrong with the content, and it is an append-only file, so that two processes can write to it and a
// process killed in the middle of a write loses nothing that was acknowledged.
//
// The package imports nothing else of this program.
package store
