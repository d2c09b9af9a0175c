package discord

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// handshakeTimeout bounds the opening of the gateway connection.
const handshakeTimeout = 15 * time.Second

// NewSession returns a session with the token, with or without "Bot " before it. It asks for no privileged intent: Discord
// sends the text of direct messages and of messages that mention the bot without one. It keeps no state, since what
// members say is not ours to remember.
func NewSession(token string) (*discordgo.Session, error) {
	s, err := discordgo.New("Bot " + strings.TrimPrefix(strings.TrimSpace(token), "Bot "))
	if err != nil {
		return nil, fmt.Errorf("discord: new session: %w", err)
	}
	s.StateEnabled = false
	s.Identify.Intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages
	s.Dialer = &websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: handshakeTimeout}
	s.LogLevel = discordgo.LogError
	return s, nil
}
