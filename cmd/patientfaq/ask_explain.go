package main

import (
	"context"

	"patientfaq/bot"
)

func (a *askCommand) explainTo(ctx context.Context, s *service, q bot.Question) error { return nil }
