# The commands of this project. `make run` is all that a newcomer needs.
.PHONY: run dev test test-fast check messages

run:        ## serve the site as in production on http://127.0.0.1:$PORT (8000)
	@bin/run

dev:        ## the same with auto-reload and debug pages
	@bin/run --dev

test:       ## everything, on SQLite and on PostgreSQL
	@bin/test $(ARGS)

test-fast:  ## what takes less than a minute: on SQLite, without the browser
	@bin/test --fast $(ARGS)

check:      ## style, migrations, deployment settings, translations
	@bin/check

messages:   ## collect the texts to translate into locale/
	@bin/messages
