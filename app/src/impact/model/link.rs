//! How two curves go together: their changes, with and without delay, and what chance alone would give.

use charts::{
    data::Provenance,
    scatter::{Scatter, Side},
};

use domain::{query::Ask, time::Grain};
use services::Failure;

use super::curve::{Curve, PATH};
use crate::{env::Env, model::origin, state::State};

/// Periods by which one curve is moved against another.
const LAGS: i32 = 6;

/// How one curve's changes go with another's.
#[derive(Debug, Clone)]
pub struct Link {
    pub finding: String,
    /// By periods of delay: correlation of changes, and number of pairs.
    pub lags: Vec<(i32, f64, usize)>,
    /// The second curve against the first, period by period.
    pub scatter: Scatter,
    /// The questions that the two curves answer.
    asks: [Ask; 2],
    simulated: bool,
}

/// Name of the cloud among the explorer's charts.
pub const CLOUD: &str = "nuage";

/// The cloud of the explorer's first two curves, and where its values come from; `None` where there are no two.
///
/// # Errors
/// A territory outside of the mandate, or figures that can't be read.
pub async fn cloud(env: &Env, state: State) -> Result<Option<(Scatter, Provenance)>, Failure> {
    let query = state.query();
    let screen = super::screen(env, "explorer", state).await?;
    let link = screen.and_then(|s| s.explorer).and_then(|explorer| explorer.link);
    Ok(link.map(|link| {
        let address = format!("{}{query}#{CLOUD}", PATH);
        let from = origin(env, &link.asks, link.simulated, &address);
        (link.scatter, from)
    }))
}

/// Periods in which seasons, or weeks, come again.
fn cycle(grain: Grain) -> usize {
    match grain {
        Grain::Hour => 24 * 7,
        Grain::Day => 7,
        Grain::Week => 52,
        Grain::Month => 12,
        Grain::Quarter => 4,
        _ => 1,
    }
}

/// Changes from one period to the next, without what comes again at the same moment of each cycle: two curves that both have
/// summers would go together by them alone. Curves of fewer than three cycles keep theirs.
fn changes(values: &[Option<f64>], grain: Grain) -> Vec<Option<f64>> {
    let steps: Vec<Option<f64>> = values.windows(2).map(|w| Some(w[1]? - w[0]?)).collect();
    let cycle = cycle(grain);
    if cycle < 2 || steps.iter().flatten().count() < 3 * cycle {
        return steps;
    }
    let mean = |phase: usize| {
        let same: Vec<f64> = steps.iter().skip(phase).step_by(cycle).flatten().copied().collect();
        same.iter().sum::<f64>() / same.len().max(1) as f64
    };
    let usual: Vec<f64> = (0..cycle).map(mean).collect();
    steps.iter().enumerate().map(|(i, step)| step.map(|s| s - usual[i % cycle])).collect()
}

/// How the changes of the second curve follow those of the first. Levels would go together by their seasons alone.
pub(super) fn link(curves: &[Curve], grain: Grain) -> Option<Link> {
    let [a, b, ..] = curves else { return None };
    let (x, y) = (changes(&a.values, grain), changes(&b.values, grain));
    let lags: Vec<(i32, f64, usize)> = (-LAGS..=LAGS)
        .filter_map(|lag| {
            let pairs: Vec<(f64, f64)> = (0..x.len())
                .filter_map(|i| {
                    let other = usize::try_from(i as i32 + lag).ok()?;
                    Some((x[i]?, (*y.get(other)?)?))
                })
                .collect();
            Some((lag, correlation(&pairs)?, pairs.len()))
        })
        .collect();
    let (lag, r, n) = *lags.iter().max_by(|p, q| p.1.abs().total_cmp(&q.1.abs()))?;
    // Thirteen delays are tried: what chance alone gives is counted for all of them (Bonferroni).
    let chance = 2.9 / (n as f64).sqrt();
    let unit = match grain {
        Grain::Hour => "heure(s)",
        Grain::Day => "jour(s)",
        Grain::Week => "semaine(s)",
        Grain::Month => "mois",
        Grain::Quarter => "trimestre(s)",
        _ => "année(s)",
    };
    let when = match lag {
        0 => "au même moment".to_owned(),
        lag if lag > 0 => format!("{lag} {unit} plus tard"),
        lag => format!("{} {unit} plus tôt", -lag),
    };
    let number = |v: f64| french::number(v, 2);
    let finding = if r.abs() > chance {
        format!(
            "Quand « {} » varie, « {} » varie {when} {} (r = {}, n = {n} ; le hasard seul va jusqu’à {}). Ce qui revient chaque année ou chaque semaine a été ôté. Ce n’est pas une cause : une troisième chose peut mouvoir les deux.",
            a.name,
            b.name,
            if r > 0.0 { "dans le même sens" } else { "en sens contraire" },
            number(r),
            number(chance)
        )
    } else {
        format!(
            "Aucun lien ne se distingue du hasard entre les variations de « {} » et de « {} » (au plus r = {}, n = {n} ; le hasard seul va jusqu’à {}).",
            a.name,
            b.name,
            number(r),
            number(chance)
        )
    };
    let asks = [a.ask.clone(), b.ask.clone()];
    Some(Link { finding, lags, scatter: scatter(a, b), asks, simulated: a.simulated || b.simulated })
}

/// Whole periods that both curves have.
fn scatter(a: &Curve, b: &Curve) -> Scatter {
    let side = |curve: &Curve| Side { name: curve.name.clone(), unit: curve.unit };
    let dots = a
        .points
        .iter()
        .zip(a.values.iter().zip(&b.values))
        .filter_map(|(point, (x, y))| Some((point.period, (*x)?, (*y)?)))
        .collect();
    Scatter {
        title: format!("{} et {}, période par période", a.name, b.name),
        across: side(a),
        up: side(b),
        dots,
    }
}

/// Pearson's coefficient; `None` for fewer than twelve pairs, or for a curve that doesn't move.
fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    if pairs.len() < 12 {
        return None;
    }
    let n = pairs.len() as f64;
    let (mx, my) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let sum = |f: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>();
    let (xx, yy) = (sum(&|p| (p.0 - mx).powi(2)), sum(&|p| (p.1 - my).powi(2)));
    let xy = sum(&|p| (p.0 - mx) * (p.1 - my));
    (xx > 0.0 && yy > 0.0).then(|| xy / (xx * yy).sqrt())
}

#[cfg(test)]
mod tests {
    use charts::points::Points;
    use chrono::NaiveDate;
    use domain::{catalogue::Unit, time::Window};

    use super::*;

    #[test]
    fn a_delay_is_found_and_noise_is_not() {
        let noise = |n: i32, seed: i32| f64::from((n * 7919 + seed * 104_729) % 101) - 50.0;
        let curve = |name: &str, of: &dyn Fn(i32) -> f64| Curve {
            ask: Ask::of("contacts", Window { from: NaiveDate::MIN, to: NaiveDate::MIN }, Grain::Month),
            name: name.to_owned(),
            unit: Unit::Contacts,
            points: Points::none(),
            values: (0..60).map(|n| Some(of(n))).collect(),
            simulated: false,
        };
        let walk = |n: i32| (0..=n).map(|i| noise(i * i, 3)).sum::<f64>();
        let found = link(&[curve("a", &walk), curve("b", &|n| walk((n - 2).max(0)))], Grain::Month).unwrap();
        assert!(found.finding.contains("2 mois plus tard dans le même sens"), "{}", found.finding);
        // Two summers that come again are no link.
        let summer = |n: i32| 1000.0 * f64::from((n % 12 - 6).abs());
        let both =
            [curve("a", &|n| summer(n) + noise(n * n, 5)), curve("b", &|n| summer(n) + noise(n * n * n, 11))];
        let found = link(&both, Grain::Month).unwrap();
        assert!(found.finding.starts_with("Aucun lien"), "{}", found.finding);
        assert_eq!(correlation(&[(1.0, 2.0); 20]), None, "nothing moves");
        assert_eq!(correlation(&[(1.0, 2.0), (2.0, 3.0)]), None, "too few");
    }
}
