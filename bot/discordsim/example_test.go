package discordsim_test

import (
	"context"
	"fmt"
	"log"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot/discordsim"
)

// A bot answers a patient, with no network and no account.
func Example() {
	ctx := context.Background()
	sim, err := discordsim.Start(ctx, discordsim.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer sim.Close()
	guild := sim.AddGuild("clinic")
	help, pat := sim.AddChannel(guild, "help"), sim.AddUser("pat", guild)

	bot, err := sim.Session(discordsim.DefaultToken)
	if err != nil {
		log.Fatal(err)
	}
	bot.ShouldReconnectOnError = false
	bot.Identify.Intents = discordgo.IntentsGuilds
	bot.AddHandler(func(s *discordgo.Session, i *discordgo.InteractionCreate) {
		err := s.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
			Type: discordgo.InteractionResponseChannelMessageWithSource,
			Data: &discordgo.InteractionResponseData{Content: "Hello " + i.Member.User.Username, Flags: discordgo.MessageFlagsEphemeral},
		})
		if err != nil {
			log.Print(err)
		}
	})
	if err := bot.Open(); err != nil {
		log.Fatal(err)
	}
	command := &discordgo.ApplicationCommand{Name: "hello", Description: "Say hello"}
	if _, err := bot.ApplicationCommandCreate(sim.ApplicationID(), "", command); err != nil {
		log.Fatal(err)
	}

	ex, err := sim.Command(ctx, pat, help, "hello", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(discordsim.Text(ex.Message()))
	fmt.Println(len(sim.Rejections()), "rejections")
	// Output:
	// patientfaq (only you can see this):
	// Hello pat
	// 0 rejections
}
