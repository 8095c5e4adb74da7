//! Settings from the environment, each with a default that works on a bare machine.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use domain::site::Site;
use services::identity::Doors;

use crate::mail::MailConfig;

/// Configuration of `serve`.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    pub database_url: String,
    /// `HOST:PORT`.
    pub addr: String,
    /// Folder of the bundled assets.
    pub site_root: PathBuf,
    /// Organisation file.
    pub organisation: PathBuf,
    /// Path under which a proxy publishes the site: empty or `/prefix`.
    pub prefix: String,
    /// Public address, for permalinks and the sitemap.
    pub public_url: String,
    /// Counts of persons below it are withheld.
    pub threshold: i64,
    /// Sites that may show a chart in a frame, as the policy names them.
    pub frame_ancestors: String,
    /// Shows `/galerie`: every kind of chart, for who develops them.
    pub gallery: bool,
    /// All pages answer 503.
    pub maintenance: bool,
    /// Answers are prepared after each run, before anybody asks.
    pub prepares: bool,
    /// Requests a minute and client on the API.
    pub rate_per_minute: u32,
    /// Ways into cyberIMPACT beside the State's provider; all shut unless opened.
    pub doors: Doors,
    pub provider: Option<openid::Config>,
    /// Where the weekly letters leave from; without it none is offered.
    pub mail: Option<MailConfig>,
    /// Ends of the addresses to which letters may go.
    pub letter_domains: Vec<String>,
}

/// Levels of ProConnect that stand for two factors.
const TWO_FACTORS: &str = "eidas0-mfa eidas1-mfa eidas2 eidas3";

fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|v| !v.trim().is_empty())
}

/// Nearest folder upwards that holds the project's `public` files, so that commands run from anywhere in it.
fn project_file(relative: &str) -> PathBuf {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|exe| exe.ancestors().skip(1).map(|dir| dir.join(relative)).find(|path| path.exists()));
    if Path::new(relative).exists() {
        PathBuf::from(relative)
    } else {
        beside.unwrap_or_else(|| relative.into())
    }
}

impl ServerConfig {
    /// Reads the environment; `addr` and `database_url` come from the command line.
    ///
    /// # Errors
    /// A French sentence that names the variable at fault.
    pub fn from_env(database_url: String, addr: String) -> Result<Self, String> {
        let prefix = env("CYBERIMPACT_PREFIX").unwrap_or_default();
        let prefix = prefix.trim_end_matches('/').to_owned();
        if !prefix.is_empty() && !prefix.starts_with('/') {
            return Err("CYBERIMPACT_PREFIX doit commencer par « / », par exemple /barometre.".into());
        }
        let public_url = env("CYBERIMPACT_PUBLIC_URL").unwrap_or_else(|| format!("http://{addr}"));
        let public_url = public_url.trim_end_matches('/').to_owned();
        let switch = |name: &str| env(name).is_some_and(|v| v != "0" && v != "false");
        Ok(Self {
            mail: mail()?,
            letter_domains: env("CYBERIMPACT_MAIL_DOMAINS")
                .unwrap_or_else(|| "gendarmerie.interieur.gouv.fr".to_owned())
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            provider: provider(&format!("{public_url}{prefix}"))?,
            doors: Doors {
                local: switch("CYBERIMPACT_LOCAL_LOGIN"),
                demonstration: switch("CYBERIMPACT_DEMONSTRATION"),
            },
            database_url,
            site_root: env("LEPTOS_SITE_ROOT").map_or_else(|| project_file("target/site"), PathBuf::from),
            organisation: env("CYBERIMPACT_ORGANISATION")
                .map_or_else(|| project_file("public/organisations/gendarmerie.toml"), PathBuf::from),
            public_url,
            threshold: disclosure_threshold()?,
            frame_ancestors: env("CYBERIMPACT_FRAME_ANCESTORS")
                .filter(|v| v.chars().all(|c| c.is_ascii_graphic() && c != ';' && c != ',' || c == ' '))
                .unwrap_or_else(|| "https: 'self'".to_owned()),
            gallery: switch("CYBERIMPACT_GALLERY"),
            maintenance: switch("CYBERIMPACT_MAINTENANCE"),
            rate_per_minute: u32::try_from(number("CYBERIMPACT_RATE_PER_MINUTE", 6000)?).unwrap_or(u32::MAX),
            prepares: true,
            prefix,
            addr,
        })
    }

    /// # Errors
    /// A French sentence: the file is missing or malformed.
    pub fn site(&self) -> Result<Site, String> {
        let path = self.organisation.display();
        let text = fs::read_to_string(&self.organisation)
            .map_err(|_| format!("Le fichier d’organisation {path} ne peut pas être lu."))?;
        Site::from_toml(&text)
            .map_err(|error| format!("Le fichier d’organisation {path} est mal formé : {error}"))
    }
}

/// The State's identity provider, when one is named.
fn provider(site: &str) -> Result<Option<openid::Config>, String> {
    let Some(issuer) = env("CYBERIMPACT_OIDC_ISSUER") else { return Ok(None) };
    let needed = |name: &str| env(name).ok_or(format!("CYBERIMPACT_OIDC_ISSUER demande aussi {name}."));
    let client_secret = match env("CYBERIMPACT_OIDC_CLIENT_SECRET_FILE") {
        Some(path) => fs::read_to_string(&path)
            .map(|text| text.trim().to_owned())
            .map_err(|_| format!("Le fichier {path} ne peut pas être lu."))?,
        None => needed("CYBERIMPACT_OIDC_CLIENT_SECRET")?,
    };
    let acr_values = env("CYBERIMPACT_OIDC_ACR").unwrap_or_else(|| TWO_FACTORS.to_owned());
    Ok(Some(openid::Config {
        issuer,
        client_id: needed("CYBERIMPACT_OIDC_CLIENT_ID")?,
        client_secret,
        redirect_uri: format!("{site}/connexion/retour"),
        post_logout_redirect_uri: format!("{site}/connexion"),
        acr_values: acr_values.split_whitespace().map(str::to_owned).collect(),
        scopes: env("CYBERIMPACT_OIDC_SCOPES")
            .unwrap_or_else(|| "openid given_name usual_name email".to_owned()),
    }))
}

/// The mail server, when one is named.
fn mail() -> Result<Option<MailConfig>, String> {
    let url = match env("CYBERIMPACT_SMTP_URL_FILE") {
        Some(path) => Some(
            fs::read_to_string(&path)
                .map(|text| text.trim().to_owned())
                .map_err(|_| format!("Le fichier {path} ne peut pas être lu."))?,
        ),
        None => env("CYBERIMPACT_SMTP_URL"),
    };
    let Some(url) = url else { return Ok(None) };
    let from = env("CYBERIMPACT_MAIL_FROM")
        .ok_or("CYBERIMPACT_SMTP_URL demande aussi CYBERIMPACT_MAIL_FROM.".to_owned())?;
    Ok(Some(MailConfig { url, from }))
}

/// A number of the environment.
fn number(name: &str, default: i64) -> Result<i64, String> {
    match env(name) {
        None => Ok(default),
        Some(text) => text
            .parse::<i64>()
            .ok()
            .filter(|n| *n >= 0)
            .ok_or(format!("{name} doit être un nombre positif ou nul.")),
    }
}

/// Counts of persons below it are withheld.
///
/// # Errors
/// A French sentence: the variable is no number.
pub fn disclosure_threshold() -> Result<i64, String> {
    number("CYBERIMPACT_DISCLOSURE_THRESHOLD", 5)
}

/// The secret of the pseudonyms: `CYBERIMPACT_SECRET`, else a file made once beside the database.
///
/// # Errors
/// A French sentence: the file can't be read or made.
pub fn pseudonym_secret(database_url: &str) -> Result<String, String> {
    if let Some(secret) = env("CYBERIMPACT_SECRET") {
        return Ok(secret);
    }
    let path = match database_url.strip_prefix("sqlite://") {
        Some(path) => PathBuf::from(format!("{}.secret", path.split('?').next().unwrap_or(path))),
        None => {
            env("CYBERIMPACT_SECRET_FILE").map_or_else(|| PathBuf::from("cyberimpact.secret"), PathBuf::from)
        }
    };
    match fs::read_to_string(&path) {
        Ok(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        _ => make_secret(&path).map_err(|_| {
            format!(
                "Le secret des pseudonymes ne peut pas être écrit dans {} : donnez CYBERIMPACT_SECRET.",
                path.display()
            )
        }),
    }
}

fn make_secret(path: &Path) -> io::Result<String> {
    use std::os::unix::fs::OpenOptionsExt;
    let bytes: [u8; 32] = rand::random();
    let secret: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(secret.as_bytes())?;
    Ok(secret)
}
