//! Settings from the environment, each with a default that works on a bare machine.

use std::{
    fs,
    io::{self, Write},
    net::IpAddr,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

use brigade::{CAPACITY, Scanner};
use domain::site::Site;
use knowledge::{Model, Orientation};
use services::{Keys, identity::Doors};

use crate::{connections::Bounds, mail::MailConfig};

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
    /// What understands sentences, where there is one.
    pub sentence_model: Option<PathBuf>,
    /// The tree of questions that leads to a service, where it is not the one that ships.
    pub orientation: Option<PathBuf>,
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
    /// Requests a minute and client, of each kind: API, pages, files, embedded charts, streams.
    pub rate_per_minute: u32,
    /// Proxies before us whose word on who came is believed.
    pub trusted_proxies: usize,
    /// Connections open at once.
    pub connections: usize,
    /// Ways into cyberIMPACT beside the State's provider; all shut unless opened.
    pub doors: Doors,
    /// The demonstration's roles may be reached from other machines: said twice.
    pub demonstration_anywhere: bool,
    /// Conversations that an agent of the brigade has at once.
    pub brigade_capacity: i64,
    /// Citizens can't write to the brigade: nobody here answers them.
    pub brigade_closed: bool,
    /// Files are shown to this scanner first (clamd's protocol).
    pub scanner: Option<Scanner>,
    /// Stands for the interfaces of all providers of outside channels: a relay on the way out.
    pub channels_relay: Option<String>,
    /// Sites that may show the bubble: "https://host".
    pub brigade_sites: Vec<String>,
    /// Simulated citizens write, so that whoever tries the desk finds some.
    pub simulated_people: bool,
    /// The operator's key.
    pub keys: Keys,
    pub provider: Option<openid::Config>,
    /// Where the weekly digests leave from; without it none is offered.
    pub mail: Option<MailConfig>,
    /// What who reads `/metrics` shows; without it, who asks from this machine may.
    pub metrics_token: Option<String>,
    /// Ends of the addresses to which mails may go.
    pub mail_domains: Vec<String>,
}

/// Connections open at once, where nothing else is said; where no limit is wished, as many as citizens' streams.
const CONNECTIONS: i64 = 768;
const UNLIMITED: i64 = 12_288;

/// Levels of ProConnect that stand for two factors.
const TWO_FACTORS: &str = "eidas0-mfa eidas1-mfa eidas2 eidas3";

fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|v| !v.trim().is_empty())
}

/// A secret from a variable, or from the file that the same name and `_FILE` names.
fn secret(name: &str) -> Result<Option<String>, String> {
    let Some(path) = env(&format!("{name}_FILE")) else { return Ok(env(name)) };
    let text = fs::read_to_string(&path).map_err(|_| format!("Le fichier {path} ne peut pas être lu."))?;
    match text.trim() {
        "" => Err(format!("Le fichier {path} est vide.")),
        text => Ok(Some(text.to_owned())),
    }
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

/// Where a scanner of files listens.
fn scanner(name: &str) -> Result<Option<Scanner>, String> {
    let Some(at) = env(name).filter(|at| !at.is_empty()) else { return Ok(None) };
    let wrong =
        || format!("{name} : « {at} » n’est pas « tcp:HÔTE:PORT » ni « unix:CHEMIN » (protocole de clamd).");
    Scanner::parse(&at).map(Some).map_err(|_| wrong())
}

/// Sites, apart by blanks: an encrypted way, a host, perhaps a port; on one machine a plain way will do.
fn sites(name: &str) -> Result<Vec<String>, String> {
    let all = env(name).unwrap_or_default();
    let sites = all.split_whitespace().map(|site| site.trim_end_matches('/').to_owned());
    sites.map(|site| if is_site(&site) { Ok(site) } else { Err(no_site(name, &site)) }).collect()
}

fn is_site(site: &str) -> bool {
    let local = ["http://localhost", "http://127.0.0.1"].iter().find_map(|own| site.strip_prefix(own));
    let is_port = |port: &str| port.parse::<u16>().is_ok();
    if let Some(port) = local {
        return port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    }
    let Some(rest) = site.strip_prefix("https://") else { return false };
    let (host, port) = rest.split_once(':').unwrap_or((rest, "443"));
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    host.contains('.') && host.split('.').all(is_part) && is_port(port)
}

fn no_site(name: &str, site: &str) -> String {
    format!("{name} : « {site} » n’est pas un site ; écrivez https://exemple.fr, sans chemin.")
}

impl ServerConfig {
    /// Reads the environment; `addr` and `database_url` come from the command line, the operator's key from [`operator_keys`].
    ///
    /// # Errors
    /// A French sentence that names the variable at fault.
    pub fn from_env(database_url: String, addr: String, keys: Keys) -> Result<Self, String> {
        let prefix = env("CYBERIMPACT_PREFIX").unwrap_or_default();
        let prefix = prefix.trim_end_matches('/').to_owned();
        if !prefix.is_empty() && !prefix.starts_with('/') {
            return Err("CYBERIMPACT_PREFIX doit commencer par « / », par exemple /barometre.".into());
        }
        let public_url = env("CYBERIMPACT_PUBLIC_URL").unwrap_or_else(|| format!("http://{addr}"));
        let public_url = public_url.trim_end_matches('/').to_owned();
        let rate_per_minute = u32::try_from(number("CYBERIMPACT_RATE_PER_MINUTE", 6000)?).unwrap_or(u32::MAX);
        let connections = if rate_per_minute == 0 { UNLIMITED } else { CONNECTIONS };
        let connections = number("CYBERIMPACT_CONNECTIONS", connections)?;
        Ok(Self {
            mail: mail()?,
            mail_domains: words("CYBERIMPACT_MAIL_DOMAINS", "gendarmerie.interieur.gouv.fr"),
            provider: provider(&format!("{public_url}{prefix}"))?,
            keys,
            demonstration_anywhere: switch("CYBERIMPACT_DEMONSTRATION_ANYWHERE"),
            brigade_capacity: number("CYBERIMPACT_BRIGADE_CAPACITY", CAPACITY)?.clamp(1, 1_000),
            brigade_closed: switch("CYBERIMPACT_BRIGADE_CLOSED"),
            scanner: scanner("CYBERIMPACT_SCANNER")?,
            brigade_sites: sites("CYBERIMPACT_BRIGADE_SITES")?,
            channels_relay: sites("CYBERIMPACT_CHANNELS_RELAY")?.into_iter().next(),
            simulated_people: switch("CYBERIMPACT_DEMONSTRATION")
                && switch("CYBERIMPACT_DEMONSTRATION_CITIZENS"),
            doors: Doors {
                local: switch("CYBERIMPACT_LOCAL_LOGIN"),
                demonstration: switch("CYBERIMPACT_DEMONSTRATION"),
                domains: words("CYBERIMPACT_OIDC_DOMAINS", "gendarmerie.interieur.gouv.fr"),
                providers: words("CYBERIMPACT_OIDC_PROVIDERS", ""),
            },
            database_url,
            site_root: env("LEPTOS_SITE_ROOT").map_or_else(|| project_file("target/site"), PathBuf::from),
            organisation: env("CYBERIMPACT_ORGANISATION")
                .map_or_else(|| project_file("public/organisations/gendarmerie.toml"), PathBuf::from),
            sentence_model: env("CYBERIMPACT_SENTENCE_MODEL").map(PathBuf::from),
            orientation: env("CYBERIMPACT_ORIENTATION").map(PathBuf::from),
            public_url,
            threshold: disclosure_threshold()?,
            frame_ancestors: env("CYBERIMPACT_FRAME_ANCESTORS")
                .filter(|v| v.chars().all(|c| c.is_ascii_graphic() && c != ';' && c != ',' || c == ' '))
                .unwrap_or_else(|| "https: 'self'".to_owned()),
            gallery: switch("CYBERIMPACT_GALLERY"),
            maintenance: switch("CYBERIMPACT_MAINTENANCE"),
            rate_per_minute,
            trusted_proxies: usize::try_from(number("CYBERIMPACT_TRUSTED_PROXIES", 0)?).unwrap_or(0),
            connections: usize::try_from(connections.clamp(1, 1 << 20)).unwrap_or(1),
            prepares: true,
            metrics_token: secret("CYBERIMPACT_METRICS_TOKEN")?,
            prefix,
            addr,
        })
    }

    /// The demonstration's roles are for one machine and for simulated data: everybody enters by them.
    ///
    /// # Errors
    /// A French sentence that says what to change.
    pub fn check_doors(&self, is_simulated: bool) -> Result<(), String> {
        if !self.doors.demonstration {
            return Ok(());
        }
        let here = is_loopback(&self.addr) && self.is_reached_here();
        let why = if self.provider.is_some() {
            "avec un fournisseur d’identité (CYBERIMPACT_OIDC_ISSUER)"
        } else if self.doors.local {
            "avec des comptes locaux (CYBERIMPACT_LOCAL_LOGIN)"
        } else if !here && !self.demonstration_anywhere {
            "sur une adresse que d’autres machines atteignent ; dans un conteneur, dites-le une seconde fois avec CYBERIMPACT_DEMONSTRATION_ANYWHERE=1"
        } else if !is_simulated {
            "sur des données qui ne sont pas simulées"
        } else {
            return Ok(());
        };
        Err(format!("CYBERIMPACT_DEMONSTRATION ouvre cyberIMPACT sans mot de passe : impossible {why}."))
    }

    /// Whether visitors come to this machine themselves: a proxy of it may speak for the whole world.
    pub fn is_reached_here(&self) -> bool {
        let public = self.public_url.split("://").last().unwrap_or_default();
        let public = public.split('/').next().unwrap_or_default();
        is_loopback(public) && self.trusted_proxies == 0
    }

    /// Bounds of connections. A proxy stands for many visitors: it may open as many as there are; so may everybody where no limit is
    /// wished.
    pub fn bounds(&self) -> Bounds {
        let bounds = Bounds { connections: self.connections, ..Bounds::default() };
        let is_alike = self.trusted_proxies > 0 || self.rate_per_minute == 0;
        if is_alike { Bounds { by_peer: self.connections, ..bounds } } else { bounds }
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

    /// The tree of questions that leads to a service.
    ///
    /// # Errors
    /// A French sentence: the file is missing, or some way in it leads nowhere.
    pub fn orientation(&self) -> Result<Orientation, String> {
        let Some(path) = &self.orientation else {
            return Orientation::shipped().map_err(|astray| astray.to_string());
        };
        let name = path.display();
        let bytes = fs::read(path).map_err(|_| format!("Le fichier {name} ne peut pas être lu."))?;
        Orientation::parse(&bytes).map_err(|astray| format!("{name} : {astray}."))
    }

    /// What understands sentences, where one is named.
    ///
    /// # Errors
    /// A French sentence: the file is missing or damaged.
    pub fn sentence_model(&self) -> Result<Option<Arc<Model>>, String> {
        let Some(path) = &self.sentence_model else { return Ok(None) };
        let model = Model::open(path);
        model.map(|model| Some(Arc::new(model))).map_err(|error| format!("{} : {error}", path.display()))
    }
}

/// Whether `HOST:PORT`, or a host alone, is this machine's own.
fn is_loopback(addr: &str) -> bool {
    let host = match addr.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => addr,
    };
    let ip = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}

/// Words of a variable.
fn words(name: &str, default: &str) -> Vec<String> {
    env(name).unwrap_or_else(|| default.to_owned()).split_whitespace().map(str::to_owned).collect()
}

/// The operator's key: the file that `CYBERIMPACT_KEY_FILE` names, else one in the user's own state folder. It is made where
/// it is missing, for a database that goes with none yet (`is_new`), and never lies beside the database: who takes one has not
/// got the other.
///
/// # Errors
/// A French sentence: the file can't be read or made, others can read it, or it lies beside the database.
pub fn operator_keys(database_url: &str, is_new: bool) -> Result<Keys, String> {
    let state = || {
        let folder = env("XDG_STATE_HOME").map(PathBuf::from);
        folder.or_else(|| env("HOME").map(|home| Path::new(&home).join(".local/state")))
    };
    let path = env("CYBERIMPACT_KEY_FILE")
        .map(PathBuf::from)
        .or_else(|| state().map(|folder| folder.join("cyberimpact/key")))
        .ok_or("Donnez le fichier de la clé de l’exploitant : CYBERIMPACT_KEY_FILE.")?;
    let shown = path.display();
    let database = store::file_of(database_url);
    let folder_of = |p: &Path| std::path::absolute(p).ok().and_then(|p| p.parent().map(Path::to_path_buf));
    if database.is_some_and(|database| folder_of(&database) == folder_of(&path)) {
        return Err(format!(
            "La clé {shown} est à côté de la base : mettez-la ailleurs (CYBERIMPACT_KEY_FILE)."
        ));
    }
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && is_new => make_secret(&path)
            .map_err(|_| format!("La clé de l’exploitant ne peut pas être écrite dans {shown}."))?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(format!(
                "Cette base va avec une clé d’exploitant, qui n’est pas dans {shown} : remettez-la, ou donnez son fichier (CYBERIMPACT_KEY_FILE)."
            ));
        }
        Err(_) => return Err(format!("La clé de l’exploitant ne peut pas être lue dans {shown}.")),
    };
    let others = fs::metadata(&path).is_ok_and(|m| m.permissions().mode() & 0o077 != 0);
    if others {
        return Err(format!("D’autres que vous peuvent lire la clé {shown} : chmod 600."));
    }
    Keys::parse(&text).ok_or_else(|| format!("{shown} n’est pas une clé : attendu 64 chiffres hexadécimaux."))
}

/// The State's identity provider, when one is named.
fn provider(site: &str) -> Result<Option<openid::Config>, String> {
    let Some(issuer) = env("CYBERIMPACT_OIDC_ISSUER") else { return Ok(None) };
    let needed = |name: &str| env(name).ok_or(format!("CYBERIMPACT_OIDC_ISSUER demande aussi {name}."));
    let client_secret = match secret("CYBERIMPACT_OIDC_CLIENT_SECRET")? {
        Some(secret) => secret,
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
        scopes: env("CYBERIMPACT_OIDC_SCOPES").unwrap_or_else(|| {
            // Which provider stands behind the State's one is asked only where it matters.
            let idp = if env("CYBERIMPACT_OIDC_PROVIDERS").is_some() { " idp_id" } else { "" };
            format!("openid given_name usual_name email{idp}")
        }),
    }))
}

/// The mail server, when one is named.
fn mail() -> Result<Option<MailConfig>, String> {
    let Some(url) = secret("CYBERIMPACT_SMTP_URL")? else { return Ok(None) };
    // A relay of this machine needs no cover; any other is spoken to under TLS, unless the operator says otherwise.
    let covered = url.starts_with("smtps://") || url.contains("tls=required");
    let here =
        ["@127.0.0.1", "//127.0.0.1", "@localhost", "//localhost", "//[::1]"].iter().any(|h| url.contains(h));
    let plain = switch("CYBERIMPACT_SMTP_PLAIN");
    if !covered && !here && !plain {
        return Err("CYBERIMPACT_SMTP_URL enverrait des lettres en clair : prenez smtps:// ou ?tls=required, ou dites-le avec CYBERIMPACT_SMTP_PLAIN=1.".into());
    }
    let from = env("CYBERIMPACT_MAIL_FROM")
        .ok_or("CYBERIMPACT_SMTP_URL demande aussi CYBERIMPACT_MAIL_FROM.".to_owned())?;
    Ok(Some(MailConfig { url, from }))
}

/// Whether the environment turns something on: `0` and `false` leave it off.
pub fn switch(name: &str) -> bool {
    env(name).is_some_and(|v| v != "0" && v != "false")
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

/// The secret of the pseudonyms: `CYBERIMPACT_SECRET`, else the file that `CYBERIMPACT_SECRET_FILE` names,
/// else one beside the database; made where it is missing.
///
/// # Errors
/// A French sentence: the file can't be read or made.
pub fn pseudonym_secret(database_url: &str) -> Result<String, String> {
    if let Some(secret) = env("CYBERIMPACT_SECRET") {
        return Ok(secret);
    }
    let path = match (env("CYBERIMPACT_SECRET_FILE"), store::file_of(database_url)) {
        (Some(path), _) => PathBuf::from(path),
        (None, Some(path)) => PathBuf::from(format!("{}.secret", path.display())),
        (None, None) => PathBuf::from("cyberimpact.secret"),
    };
    let shown = path.display();
    match fs::read_to_string(&path) {
        Ok(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => make_secret(&path).map_err(|_| {
            format!(
                "Le secret des pseudonymes ne peut pas être écrit dans {shown} : donnez CYBERIMPACT_SECRET."
            )
        }),
        // Another one would make every row of a corrected file a new one.
        _ => Err(format!("Le secret des pseudonymes ne peut pas être lu dans {shown}.")),
    }
}

/// Makes a secret, or reads the one that another process made meanwhile: whole on disk before it has its name.
fn make_secret(path: &Path) -> io::Result<String> {
    let bytes: [u8; 32] = rand::random();
    let secret: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let draft = path.with_extension(format!("{}-{}", std::process::id(), &secret[..8]));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(secret.as_bytes())?;
    file.sync_all()?;
    let named = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match named {
        Ok(()) => Ok(secret),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Ok(fs::read_to_string(path)?.trim().to_owned())
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_that_make_a_secret_at_once_one_does() {
        let folder = std::env::temp_dir().join(format!("cyberimpact-secret-{}", std::process::id()));
        let path = folder.join("key");
        let makers: Vec<_> = (0..8)
            .map(|_| {
                let path = path.clone();
                std::thread::spawn(move || make_secret(&path).unwrap())
            })
            .collect();
        let kept = makers.into_iter().map(|maker| maker.join().unwrap()).collect::<Vec<_>>();
        assert!(kept.iter().all(|secret| *secret == kept[0] && secret.len() == 64));
        assert_eq!(fs::read_to_string(&path).unwrap(), kept[0]);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no draft stays");
        let _ = fs::remove_dir_all(folder);
    }

    #[test]
    fn a_site_is_a_host_and_nothing_more() {
        for site in [
            "https://a.fr",
            "https://www.gendarmerie.interieur.gouv.fr",
            "https://a.fr:8443",
            "http://localhost:8080",
            "http://127.0.0.1",
        ] {
            assert!(is_site(site), "{site}");
        }
        for other in [
            "*",
            "https://*.fr",
            "https://*",
            "http://a.fr",
            "https://a.fr/page",
            "https://a",
            "https://a.fr;script-src",
            "https://a..fr",
            "https://a.fr:99999",
            "http://localhost.mal.fr",
            "http://localhost:80.mal.fr",
            "'self'",
            "https:",
            "https://A.fr",
        ] {
            assert!(!is_site(other), "{other}");
        }
    }
}
