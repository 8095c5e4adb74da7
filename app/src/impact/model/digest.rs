//! The weekly digest: what the followed series did, each in a sentence, with the address that shows it. Plain text, so that
//! it reads anywhere, and no figure of a person.

use domain::{
    series::SeriesRef,
    territory::Territory,
    time::{Grain, Window},
};
use services::Failure;

use super::{path_of, synthesis::surprise_sentence};
use crate::{
    address,
    env::Env,
    labels::filters_name,
    model::{builder::Builder, topic::Topic},
    state::State,
};

/// A digest without its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    pub subject: String,
    pub body: String,
}

/// Writes the digest of the environment's reader.
///
/// # Errors
/// The figures can't be read.
pub async fn write(env: &Env) -> Result<Digest, Failure> {
    let today = env.barometer.today();
    let mut body = format!("cyberIMPACT, le {}.\n", french::date(today));
    let mut unusual = 0;
    let mut lines = Vec::new();
    if let Some(session) = &env.session {
        for series in env.following.followed(&session.actor).await? {
            let (sentence, odd) = line(env, &series).await?;
            unusual += usize::from(odd);
            lines.push((sentence, shown_at(env, &series)));
        }
    }
    match lines.len() {
        0 => body.push_str("\nVous ne suivez encore aucune série.\n"),
        _ => {
            body.push_str(match unusual {
                0 => "\nRien d’inhabituel la semaine passée parmi les séries que vous suivez.\n",
                _ => "\nCe qui sort de l’ordinaire est marqué d’un point d’exclamation.\n",
            });
            for (sentence, address) in lines {
                body.push_str(&format!("\n{sentence}\n  {address}\n"));
            }
        }
    }
    body.push_str(&format!(
        "\n--\nVous recevez cette lettre parce que vous l’avez demandée. Pour la changer ou la finir :\n{}\n",
        absolute(env, address::FOLLOWING.path())
    ));
    let subject = match unusual {
        0 => "cyberIMPACT : la semaine de vos séries".to_owned(),
        1 => "cyberIMPACT : une série sort de l’ordinaire".to_owned(),
        n => format!("cyberIMPACT : {n} séries sortent de l’ordinaire"),
    };
    Ok(Digest { subject, body })
}

fn absolute(env: &Env, path: &str) -> String {
    format!("{}{}", env.public_url, env.href(path))
}

fn shown_at(env: &Env, series: &SeriesRef) -> String {
    match series.territory() {
        Territory::France => absolute(env, address::FOLLOWING.path()),
        place => absolute(env, &path_of(place)),
    }
}

/// A series in a sentence; and whether it is out of the ordinary.
async fn line(env: &Env, series: &SeriesRef) -> Result<(String, bool), Failure> {
    let catalogue = env.barometer.catalogue();
    let Some(indicator) = catalogue.indicator(series.indicator()) else {
        return Ok((String::new(), false));
    };
    let place = match series.territory() {
        Territory::France => "France",
        place => place.name(),
    };
    let here = match series.filters() {
        [] => place.to_owned(),
        _ => format!("{place}, {}", filters_name(series)),
    };
    let today = env.barometer.today();
    if let Some(window) = Window::new(today, today) {
        let insight = match env.barometer.insight(series.ask(window, Grain::Day)).await {
            Ok(insight) => insight,
            Err(Failure::Refused(_)) => None,
            Err(other) => return Err(other),
        };
        if let Some(surprise) = insight.as_ref().and_then(|i| i.surprise.as_ref()) {
            let odd = surprise.is_unusual();
            let mark = if odd { "! " } else { "" };
            return Ok((format!("{mark}{}", surprise_sentence(indicator, &here, surprise)), odd));
        }
    }
    let state = State { territory: series.territory(), ..State::default() };
    let filters = series.filters_borrowed();
    let mut b = Builder::new(env, &state);
    let finding = match b.trend(Topic::new("serie", "", series.indicator()).only(&filters), None).await {
        Ok(()) => b.sections.pop().map(|s| s.finding).unwrap_or_default(),
        Err(Failure::Refused(_)) => "pas de valeur d’ensemble.".to_owned(),
        Err(other) => return Err(other),
    };
    Ok((format!("{} ({here}) : {finding}", indicator.title), false))
}
