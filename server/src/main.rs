//! `cyberimpact`: the command line. Each command is a file of `command/`.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    server::command::run(server::command::Cli::parse())
}
