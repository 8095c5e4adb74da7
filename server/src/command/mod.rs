//! Commands: what each takes; what it does is in its file. They print French for people, and leave with 0, 1 (ours) or 2 (the
//! caller's mistake).

mod account;
mod audit;
mod backup;
mod demo;
mod faq;
mod ingest;
mod motifs;
mod progress;
mod runs;
mod serve;
mod triage;

use std::{os::unix::process::CommandExt, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use domain::{identity::Role, source::Source, territory::Territory};
use services::Keys;
use store::Store;

use crate::{clock::SystemClock, config::operator_keys};

/// Said where a database was made under another key.
/// How long work on other threads may go on when the program has nothing else to do.
const LEFT: Duration = Duration::from_secs(2);
const OTHER_KEY: &str = "Cette base va avec une autre clé d’exploitant : toutes les machines qui la servent ont la même (CYBERIMPACT_KEY_FILE).";

#[derive(Debug, Parser)]
#[command(name = "cyberimpact", version, about = "Baromètre numérique de la gendarmerie")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Args)]
struct Database {
    /// sqlite://CHEMIN (créé s’il manque) ou postgres://…
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite://data/cyberimpact.sqlite")]
    database_url: String,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Sert le site et l’API
    Serve {
        #[command(flatten)]
        database: Database,
        /// HÔTE:PORT
        #[arg(long, env = "LEPTOS_SITE_ADDR", default_value = "127.0.0.1:3000")]
        addr: String,
    },
    /// Met le schéma de la base à jour
    Migrate {
        #[command(flatten)]
        database: Database,
    },
    /// Écrit des données de démonstration dans le format de chaque source
    Demo {
        #[command(flatten)]
        database: Database,
        #[arg(long)]
        out: PathBuf,
        #[arg(long, default_value_t = 20_180_227)]
        seed: u64,
        #[arg(long, value_parser = day)]
        from: Option<NaiveDate>,
        #[arg(long, value_parser = day)]
        to: Option<NaiveDate>,
        /// Charge aussi ces données dans la base
        #[arg(long)]
        load: bool,
        /// Charge les événements d’aujourd’hui au fil des heures, jusqu’à l’arrêt
        #[arg(long)]
        live: bool,
    },
    /// Charge des fichiers d’une source
    Ingest {
        #[command(flatten)]
        database: Database,
        #[arg(value_parser = source)]
        source: Source,
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Liste les chargements et leurs rejets
    Runs {
        #[command(flatten)]
        database: Database,
        /// Détaille les rejets d’un chargement
        #[arg(long)]
        rejects: Option<i64>,
        #[arg(long, default_value_t = 50)]
        limit: i64,
        /// Sortie JSON
        #[arg(long)]
        json: bool,
    },
    /// Ouvre un compte local de cyberIMPACT (mot de passe lu sur l’entrée standard)
    Account {
        #[command(flatten)]
        database: Database,
        /// Identifiant de connexion
        login: String,
        /// Nom affiché
        #[arg(long)]
        name: String,
        #[arg(long, value_parser = role)]
        role: Role,
        /// « france » ou « departement:35 »
        #[arg(long, value_parser = territory, default_value = "france")]
        scope: Territory,
    },
    /// Vérifie le journal d’audit, ligne par ligne
    Audit {
        #[command(flatten)]
        database: Database,
        /// Une fin gardée ailleurs, « PARTIE:NUMÉRO:EMPREINTE » ; plusieurs fois s’il le faut
        #[arg(long, value_parser = audit::head)]
        expect: Vec<services::audit::Head>,
        /// Écrit aussi toutes les lignes dans ce fichier (JSON, une par ligne)
        #[arg(long)]
        export: Option<PathBuf>,
    },
    /// Copie toute la base dans un fichier, pendant que le serveur tourne
    Backup {
        #[command(flatten)]
        database: Database,
        file: PathBuf,
    },
    /// Refait une base d’une copie, là où il n’y en a pas
    Restore {
        #[command(flatten)]
        database: Database,
        file: PathBuf,
    },
    /// Liste les motifs sans catégorie, ou en classe un
    Motifs {
        #[command(flatten)]
        database: Database,
        /// « parent ; motif ; catégorie »
        #[arg(long)]
        set: Option<String>,
    },
    /// Questions et réponses de la Brigade numérique
    Faq {
        #[command(subcommand)]
        act: Faq,
    },
    /// Dit de chaque message de l’entrée standard, un par ligne, s’il parle d’une urgence (JSON, un objet par ligne)
    Triage,
}

#[derive(Debug, Subcommand)]
enum Faq {
    /// Publie les entrées d’un fichier {"entries":[{"id","question","answer","keywords":[],"theme"}]}, à la place des précédentes
    Import {
        #[command(flatten)]
        database: Database,
        file: PathBuf,
        /// Ajoute aux entrées déjà importées au lieu de les remplacer
        #[arg(long)]
        add: bool,
    },
    /// Écrit les entrées publiées sur la sortie standard, dans le même format
    Export {
        #[command(flatten)]
        database: Database,
    },
}

fn source(text: &str) -> Result<Source, String> {
    let known: Vec<&str> = Source::ALL.iter().map(|s| s.id()).collect();
    Source::parse(text).ok_or_else(|| format!("source inconnue ; connues : {}", known.join(", ")))
}

fn role(text: &str) -> Result<Role, String> {
    let known: Vec<&str> = Role::ALL.iter().map(|r| r.id()).collect();
    Role::parse(text).ok_or_else(|| format!("rôle inconnu ; connus : {}", known.join(", ")))
}

fn territory(text: &str) -> Result<Territory, String> {
    Territory::parse(text).ok_or_else(|| "territoire inconnu, par exemple departement:35".to_owned())
}

/// Why a command ends badly: the sentence for stderr and the exit code.
struct Failed(String, u8);

impl Failed {
    fn ours(sentence: impl ToString) -> Self {
        Self(sentence.to_string(), 1)
    }
    fn caller(sentence: impl ToString) -> Self {
        Self(sentence.to_string(), 2)
    }
}

/// Says in French what a command line got wrong; help and version are no mistake.
pub fn misspelt(error: &clap::Error) -> ExitCode {
    use clap::error::{ContextKind, ErrorKind};
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        print!("{error}");
        return ExitCode::SUCCESS;
    }
    let told = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (argument, value) = (told(ContextKind::InvalidArg), told(ContextKind::InvalidValue));
    let sentence = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            format!("La commande « {} » n’existe pas.", told(ContextKind::InvalidSubcommand))
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            "Une commande est attendue.".to_owned()
        }
        ErrorKind::UnknownArgument => format!("L’option « {argument} » n’existe pas."),
        ErrorKind::MissingRequiredArgument => format!("Il manque : {argument}."),
        ErrorKind::InvalidValue if value.is_empty() => format!("L’option « {argument} » attend une valeur."),
        _ => {
            let why = std::error::Error::source(error).map(|s| format!(" : {s}")).unwrap_or_default();
            format!("« {value} » ne convient pas à « {argument} »{why}.")
        }
    };
    eprintln!("{sentence} « cyberimpact --help » dit ce qui existe.");
    ExitCode::from(2)
}

/// A civil day of the command line.
fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "attendu une date AAAA-MM-JJ".to_owned())
}

/// Starts the program anew under a setting that glibc reads at its own start. An arena for each thread keeps what the largest
/// answer of each thread once took: with two of them, hostile questions leave half as much behind. Elsewhere it changes nothing.
fn with_few_arenas() {
    const ARENAS: &str = "MALLOC_ARENA_MAX";
    if std::env::var_os(ARENAS).is_some() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        // Comes back only where it did not work; then all goes on as it is.
        let _ = std::process::Command::new(program).args(std::env::args_os().skip(1)).env(ARENAS, "2").exec();
    }
}

/// Runs a command to its exit code.
pub fn run(cli: Cli) -> ExitCode {
    if matches!(cli.command, Command::Serve { .. }) {
        with_few_arenas();
    }
    let threads = std::thread::available_parallelism().map_or(4, usize::from) * 4;
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        // More threads than processors: the system shares them out where a task does not give way.
        .worker_threads(threads)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("Le programme ne peut pas démarrer : {error}");
            return ExitCode::from(1);
        }
    };
    let done = runtime.block_on(dispatch(cli.command));
    // Long work that nobody waits for any more ends with the program.
    runtime.shutdown_timeout(LEFT);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed(sentence, code)) => {
            eprintln!("{sentence}");
            ExitCode::from(code)
        }
    }
}

async fn dispatch(command: Command) -> Result<(), Failed> {
    let clock = Arc::new(SystemClock::from_env().map_err(Failed::caller)?);
    match command {
        Command::Serve { database, addr } => serve::run(database.database_url, addr, clock).await,
        Command::Migrate { database } => {
            open(&database.database_url).await?;
            println!("Base à jour.");
            Ok(())
        }
        Command::Demo { database, out, seed, live: true, .. } => {
            demo::live(&database.database_url, &out, seed, clock).await
        }
        Command::Demo { database, out, seed, from, to, load, .. } => {
            demo::run(&database.database_url, demo::Request { out, seed, from, to, load }, clock).await
        }
        Command::Ingest { database, source, files } => {
            let url = database.database_url;
            ingest::run(&url, source, &files, clock).await
        }
        Command::Runs { database, rejects, limit, json } => {
            runs::run(&open(&database.database_url).await?, rejects, limit, json).await
        }
        Command::Account { database, login, name, role, scope } => {
            let store = open(&database.database_url).await?;
            let keys = keys_of(&store, &database.database_url).await?;
            account::run(store, clock, keys, account::New { login, name, role, scope }).await
        }
        Command::Audit { database, expect, export } => {
            let store = open(&database.database_url).await?;
            let keys = keys_of(&store, &database.database_url).await?;
            audit::run(store, clock, &keys, &expect, export.as_deref()).await
        }
        Command::Backup { database, file } => backup::backup(&database.database_url, &file).await,
        Command::Restore { database, file } => backup::restore(&database.database_url, &file).await,
        Command::Motifs { database, set } => motifs::run(&open(&database.database_url).await?, set).await,
        Command::Faq { act: Faq::Import { database, file, add } } => {
            faq::import(&open(&database.database_url).await?, &*clock, &file, add).await
        }
        Command::Faq { act: Faq::Export { database } } => {
            faq::export(&open(&database.database_url).await?, std::io::stdout().lock()).await
        }
        Command::Triage => triage::run(std::io::stdin().lock(), std::io::stdout().lock()),
    }
}

/// Opens the database, its folder included, and brings its schema up to date.
async fn open(url: &str) -> Result<Store, Failed> {
    if let Some(path) = store::file_of(url)
        && let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder)
            .map_err(|_| Failed::caller(format!("Le dossier {} ne peut pas être créé.", folder.display())))?;
    }
    let store = Store::open(url).await.map_err(|error| Failed::caller(sentence(&error)))?;
    store.migrate().await.map_err(|error| Failed::ours(sentence(&error)))?;
    Ok(store)
}

/// The operator's key, which is the one that a database goes with, or which a new database will go with.
async fn keys_of(store: &Store, url: &str) -> Result<Keys, Failed> {
    let kept = store.people().key_kept().await.map_err(|error| Failed::ours(sentence(&error)))?;
    let keys = operator_keys(url, kept.is_none()).map_err(Failed::caller)?;
    if kept.is_some_and(|kept| kept != keys.fingerprint()) {
        return Err(Failed::caller(OTHER_KEY));
    }
    Ok(keys)
}

/// An error and its causes in one line.
fn sentence(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(" : ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
