//! What is left when told figures are taken from one another: the rest of a share, who belongs to no région.

use std::collections::BTreeMap;

use disclosure::{AXES, Axis, System, audit};
use domain::{
    catalogue::Catalogue,
    release::{Persons, Population, Rest},
    territory::Level,
    time::Grain,
};

use crate::{
    attack::{Answers, Cell, RULE, SMALL, ask, asked, axes, question, truth},
    support::{app, app_with, open},
};

/// Puts together what is told of a whole and of its part: who is left must stay unknown, too. Answers how many small counts
/// of the whole, the part and the rest there are, and how many of the rest would be worked out were only the part's withheld.
async fn attack_parts(population: &Population) -> (usize, usize) {
    let (public, open) = (app().await, app_with(open()).await);
    let catalogue = Catalogue::shipped();
    let of = |measure: &str| catalogue.indicators().iter().find(|i| i.measure == measure).unwrap();
    let part = of(&population.measure);
    let whole = population.within.as_deref().map_or(part, of);
    let parts = truth(&open, part, population.persons, population).await;
    let wholes = truth(&open, whole, Persons::Count, population).await;
    let (mut told_parts, mut told_wholes) = (Answers::default(), Answers::default());
    for stratum in population.strata().into_iter().filter(|s| s.grain != Grain::Day) {
        let question = question(&stratum);
        ask(&public, part, population.persons, &question, &mut told_parts).await;
        ask(&public, part, Persons::Count, &question, &mut told_wholes).await;
        if population.within.is_some() && population.persons == Persons::Share {
            ask(&public, whole, Persons::Count, &question, &mut told_wholes).await;
        }
        if population.persons == Persons::Count {
            told_wholes = Answers::default();
            ask(&public, whole, Persons::Count, &question, &mut told_wholes).await;
        }
    }
    let measure = catalogue.measure(&population.measure).unwrap();
    let (mut axes, addresses) = axes(&wholes, &measure.dimensions);
    let axis = AXES - 2;
    axes[axis] = Axis::default();
    let all = axes[axis].add(None);
    let nodes = [all, axes[axis].add(Some(all)), axes[axis].add(Some(all))];
    let (mut cells, mut withheld, mut easy) = (Vec::new(), Vec::new(), Vec::new());
    let mut names = Vec::new();
    for ((cell, ..), address) in wholes.cells.iter().zip(addresses) {
        let whole = wholes.counts[cell];
        let part = parts.counts.get(cell).copied().unwrap_or(0);
        let unknown = [!told_wholes.knows(cell, whole), !told_parts.knows(cell, part)];
        let counts = [whole, part, whole - part];
        for (number, count) in counts.into_iter().enumerate() {
            let mut address = address;
            address[axis] = nodes[number];
            cells.push((address, count));
            names.push((cell, number));
            withheld.push(*unknown.get(number).unwrap_or(&(unknown[0] || unknown[1])));
            easy.push(if number == 0 { unknown[0] } else { SMALL.contains(&part) });
        }
    }
    let system = System::new(&axes, &cells);
    // Who is left may be open: then it is the whole and the part that matter.
    let matters = |n: usize| names[n].1 < 2 || population.rest == Rest::Protected;
    let small = |found: Vec<usize>| {
        found.into_iter().filter(|n| SMALL.contains(&cells[*n].1) && matters(*n)).collect::<Vec<_>>()
    };
    let found = small(audit(&system, RULE, &withheld).narrow);
    let told: Vec<_> = found.iter().map(|n| (names[*n], cells[*n].1)).collect();
    assert!(told.is_empty(), "{}: worked out: {told:?}", population.measure);
    for (number, (_, count)) in cells.iter().enumerate() {
        assert!(
            withheld[number] || !SMALL.contains(count) || !matters(number),
            "{}: told: {:?}",
            population.measure,
            names[number]
        );
    }
    let shown = cells.iter().zip(&easy).filter(|((_, n), hidden)| !**hidden && SMALL.contains(n)).count();
    (cells.iter().filter(|(_, n)| SMALL.contains(n)).count(), shown)
}

#[tokio::test]
async fn who_is_left_of_a_share_is_not_worked_out() {
    let mut tried = BTreeMap::new();
    // Where the whole has the dimensions of the part.
    for population in ["pre_complaint_duration", "experience_answered", "experience_theme"] {
        let population = Catalogue::shipped().population(population).unwrap();
        tried.insert(population.measure.as_str(), attack_parts(population).await);
    }
    let (small, shown) = tried["experience_theme"];
    assert!(small > 50 && shown > 20, "an attack on nothing: {tried:?}");
}

/// What is told of France and of all its régions leaves those who belong to none of them.
#[tokio::test]
async fn who_belongs_nowhere_is_not_worked_out() {
    let public = app().await;
    let catalogue = Catalogue::shipped();
    let mut lines = 0;
    for population in catalogue.populations() {
        let strata = population.strata();
        let indicator = catalogue.indicators().iter().find(|i| i.measure == population.measure).unwrap();
        for stratum in strata.iter().filter(|s| s.level == Level::Region) {
            let question = |place: &str| asked(stratum, place);
            let mut answers = Answers::default();
            ask(&public, indicator, population.persons, &question("france"), &mut answers).await;
            let france = std::mem::take(&mut answers);
            ask(&public, indicator, population.persons, &question("region:*"), &mut answers).await;
            ask(&public, indicator, population.persons, &question("departement:*"), &mut answers).await;
            for (cell, total) in &france.told {
                let same = |c: &&Cell| (&c.1, c.2, c.3) == (&cell.1, cell.2, cell.3);
                let is_region = |c: &&Cell| c.0.starts_with("region:");
                if answers.withheld.iter().filter(is_region).any(|c| same(&c)) {
                    continue;
                }
                let told = answers.told.iter().filter(|(c, _)| is_region(c) && same(c));
                let rest = total - told.map(|(_, n)| n).sum::<i64>();
                lines += 1;
                assert!(!SMALL.contains(&rest), "{}: {cell:?} leaves {rest}", population.measure);
            }
        }
    }
    assert!(lines > 50, "an attack on nothing: {lines}");
}
