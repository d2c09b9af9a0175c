package discord

import (
	"context"

	"patientfaq/bot"
)

// answerFromFAQ is the name of the command on a message, as people see it in the message's menu.
const answerFromFAQ = "Answer from the FAQ"

// onMessageCommand answers what a message says, for the one who called the command alone. The message may be somebody
// else's, so that the caller's conversation neither leads the answer nor follows it.
func (b *Bot) onMessageCommand(ctx context.Context, r *request, _ options) reply {
	return b.answerTo(ctx, r, bot.Speaker{}, b.question(ctx, r.target))
}
