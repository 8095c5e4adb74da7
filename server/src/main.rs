//! `cyberimpact`: the command line. Each command is a file of `command/`.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match server::command::Cli::try_parse() {
        Ok(cli) => server::command::run(cli),
        Err(error) => server::command::misspelt(&error),
    }
}
