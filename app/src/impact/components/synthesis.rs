//! What needs a reader's five minutes.

use leptos::prelude::*;

use super::offline::Nominative;
use crate::{
    env::Env,
    impact::model::{PillarScore, Synthesis},
};

#[component]
pub fn SynthesisView(synthesis: Synthesis) -> impl IntoView {
    let env = Env::current();
    let Synthesis { pillars, unusual, usual, changes, targets, steered, late } = synthesis;
    let line = |(sentence, path): (String, String)| {
        view! { <li>{french::typeset(&sentence)}" "<a class="fr-link" href=env.href(&path)>"Voir"<span class="fr-sr-only">" le graphique"</span></a></li> }
    };
    let alarm = if unusual.is_empty() { "brief" } else { "brief alert" };
    let none = unusual.is_empty().then(|| {
        let sentence = if usual > 0 {
            "Rien : la dernière semaine entière est dans ce qui était attendu."
        } else {
            "L’historique est trop court pour le dire."
        };
        view! { <p>{sentence}</p> }
    });
    let unusual = unusual.into_iter().map(|u| line((u.sentence, u.path))).collect_view();
    let changes = changes.into_iter().map(line).collect_view();
    let late = (!late.is_empty()).then(|| {
        let lines = late.into_iter().map(|l| view! { <li>{l}</li> }).collect_view();
        view! { <section class="brief" aria-labelledby="retards"><h2 id="retards">"Quelles données sont en retard ?"</h2><ul>{lines}</ul></section> }
    });
    let targets = (!targets.is_empty()).then(|| {
        let lines = targets
            .into_iter()
            .map(|t| {
                let sign = if t.reached { "✓ " } else { "✗ " };
                view! { <li class:late=!t.reached><span aria-hidden="true">{sign}</span>{french::typeset(&t.sentence)}</li> }
            })
            .collect_view();
        let steered = steered.map(|s| view! { <Nominative><p class="note" data-nominative="">{s}</p></Nominative> });
        view! { <section class="brief" aria-labelledby="objectifs"><h2 id="objectifs">"Où en sont nos objectifs ?"</h2><ul class="targets">{lines}</ul>{steered}</section> }
    });
    let cards = pillars.into_iter().map(|pillar| view! { <PillarCard pillar/> }).collect_view();
    view! {
        <ul class="pillars">{cards}</ul>
        <div class="briefs">
            <section class=alarm aria-labelledby="inhabituel">
                <h2 id="inhabituel">"Qu’est-ce qui est inhabituel ?"</h2>
                {none}
                <ul>{unusual}</ul>
                <p class="note">"Chaque comptage est comparé à ce que son calendrier laissait attendre avant la semaine, avec l’intervalle que 95 prévisions sur 100 ont tenu."</p>
            </section>
            <section class="brief" aria-labelledby="change">
                <h2 id="change">"Qu’est-ce qui a changé ?"</h2>
                <ul>{changes}</ul>
            </section>
            {targets}
            {late}
        </div>
    }
    .into_any()
}

#[component]
fn PillarCard(pillar: PillarScore) -> impl IntoView {
    let env = Env::current();
    let value = match pillar.score {
        Some(score) => french::number(score, 0),
        None => "–".to_owned(),
    };
    let trend = pillar.score.zip(pillar.before).map(|(now, before)| {
        let by = (now - before).round();
        match by {
            by if by > 0.0 => format!("{} points de plus qu’il y a trois mois", french::number(by, 0)),
            by if by < 0.0 => format!("{} points de moins qu’il y a trois mois", french::number(-by, 0)),
            _ => "Comme il y a trois mois".to_owned(),
        }
    });
    let best = pillar.parts.iter().max_by(|a, b| a.position.total_cmp(&b.position)).map(|p| p.title.clone());
    let worst = pillar.parts.iter().min_by(|a, b| a.position.total_cmp(&b.position)).map(|p| p.title.clone());
    let drives = best
        .zip(worst)
        .filter(|(b, w)| b != w)
        .map(|(best, worst)| format!("Porté par : {best}. Freiné par : {worst}."));
    let wider = pillar.parts.iter().all(|p| p.wider).then(|| {
        view! { <p class="detail">"Ses indicateurs n’existent que pour la France entière."</p> }
    });
    let rows = pillar
        .parts
        .into_iter()
        .map(|part| {
            view! {
                <tr>
                    <th scope="row">{part.title}{part.less_is_better.then_some(" (moins, c’est mieux)")}</th>
                    <td>{format!("{} ({})", part.value, part.month)}</td>
                    <td>{french::number(part.position, 0)}</td>
                    <td>{french::number(part.weight, 0)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <li class="pillar">
            <h2><a href=env.href(&pillar.path)>{pillar.name}</a></h2>
            <p class="figure"><strong>{value}</strong>" "<span>"sur 100"</span></p>
            {trend.map(|t| view! { <p class="change">{t}</p> })}
            {drives.map(|d| view! { <p class="detail">{french::typeset(&d)}</p> })}
            {wider}
            <details>
                <summary>"Comment ce score est fait"</summary>
                <p class="detail">"Place du dernier mois entier parmi les 36 derniers du même indicateur : 100, le meilleur ; 0, le pire. Le score est la moyenne des places, pondérée."</p>
                <table class="accounts">
                    <thead><tr><th scope="col">"Indicateur"</th><th scope="col">"Dernier mois"</th><th scope="col">"Place"</th><th scope="col">"Poids"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        </li>
    }
    .into_any()
}
