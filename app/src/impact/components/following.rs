//! What a person follows and keeps: what is followed, the views that are kept, the weekly digest.

use domain::{ids::ViewId, series::SeriesRef};
use leptos::prelude::*;
use services::following::View;

use super::{
    FormProblem,
    offline::Nominative,
    problem::{at_fault, beside},
};
use crate::{
    address,
    env::Env,
    functions::{
        caller::action,
        following::{Confirm, Follow, KeepView as Keep, RemoveView, RenameView, Subscribe, Unfollow},
    },
    impact::model::following::Following,
    labels::series_name,
    state::encoded,
};

#[component]
pub fn FollowingView(following: Following) -> impl IntoView {
    let none = following.followed.is_empty().then(|| {
        view! { <p>"Vous ne suivez aucune série. Sur chaque courbe, « Suivre et annoter » l’ajoute ici."</p> }
    });
    let followed = following
        .followed
        .iter()
        .map(|(series, title)| {
            view! {
                <li>
                    <form method="post" action={action::<Unfollow>()} class="inline-form">
                        <SeriesFields series=series.clone()/>
                        {title.clone()}" "
                        <button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit">"Ne plus suivre"<span class="fr-sr-only">{format!(" {title}")}</span></button>
                    </form>
                </li>
            }
        })
        .collect_view();
    let problem = FormProblem::alert();
    view! {
        {problem}
        <div class="briefs">
            <section class="brief" aria-labelledby="suivies">
                <h2 id="suivies">"Les séries que je suis"</h2>
                {none}
                <ul>{followed}</ul>
            </section>
            <section class="brief" aria-labelledby="vues">
                <h2 id="vues">"Mes vues, et celles qu’on me partage"</h2>
                <ViewList views=following.views back=address::FOLLOWING.path().to_owned()/>
            </section>
            <Digest digest=following.digest mails=following.mails/>
        </div>
    }
    .into_any()
}

#[component]
fn ViewList(
    views: Vec<View>,
    /// Where the list stands, to come back to.
    back: String,
) -> impl IntoView {
    let env = Env::current();
    if views.is_empty() {
        return view! { <p>"Aucune vue : composez-en une dans l’explorateur, puis « Garder cette vue »."</p> }
            .into_any();
    }
    let lines = views
        .into_iter()
        .map(|v| {
            let href = env.href(address::EXPLORER.at(&format!("?{}", v.query), ""));
            let told = match (v.mine, v.shared) {
                (true, true) => " (partagée)".to_owned(),
                (true, false) => String::new(),
                (false, _) => format!(" (de {})", v.author),
            };
            let remove = v.mine.then(|| {
                view! {
                    <form method="post" action={action::<RemoveView>()} class="inline-form">
                        <input type="hidden" name="number" value=v.id.to_string()/>
                        <input type="hidden" name="back" value=back.clone()/>
                        <button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit">"Retirer"<span class="fr-sr-only">{format!(" la vue {}", v.title)}</span></button>
                    </form>
                }
            });
            let rename = v.mine.then(|| view! { <RenameForm id=v.id title=v.title.clone() back=back.clone()/> });
            view! { <li id=format!("vue-{}", v.id)><a class="fr-link" href=href>{v.title.clone()}</a>{told}" "{rename}" "{remove}</li> }
        })
        .collect_view();
    view! { <ul>{lines}</ul> }.into_any()
}

/// Another name for one's own view.
#[component]
fn RenameForm(id: ViewId, title: String, back: String) -> impl IntoView {
    let problem = FormProblem::of::<RenameView>().filter(|problem| problem.typed("number") == id.to_string());
    let problem = problem.as_ref();
    let typed = problem.map_or_else(|| title.clone(), |problem| problem.typed("title"));
    // Where one came from, also when the form comes again elsewhere.
    let back = problem.map(|problem| problem.typed("back")).filter(|back| !back.is_empty()).unwrap_or(back);
    let field = format!("nom-{id}");
    view! {
        <details class="keep" open=problem.is_some()>
            <summary>"Renommer"<span class="fr-sr-only">{format!(" la vue {title}")}</span></summary>
            <form method="post" action={action::<RenameView>()} class="answer-form">
                <input type="hidden" name="number" value=id.to_string()/>
                <input type="hidden" name="back" value=back/>
                <label class="fr-label" for=field.clone()>"Nouveau nom"</label>
                <input class="fr-input" type="text" id=field name="title" required=true maxlength="80" autocomplete="off" value={typed} {..at_fault(problem, "title")}/>
                {beside(problem, "title")}
                <button class="fr-btn fr-btn--secondary fr-btn--sm" type="submit">"Renommer"</button>
            </form>
        </details>
    }
    .into_any()
}

#[component]
fn Digest(digest: Option<(String, bool)>, mails: bool) -> impl IntoView {
    if !mails {
        return view! {
            <section class="brief" aria-labelledby="lettre">
                <h2 id="lettre">"La lettre du lundi"</h2>
                <p>"Aucun serveur de courrier n’est réglé ici : la lettre hebdomadaire n’est pas proposée."</p>
            </section>
        }
        .into_any();
    }
    let sentence = match &digest {
        Some((address, true)) => format!("Elle part chaque lundi matin à {address}."),
        Some((address, false)) => {
            format!("Un code a été envoyé à {address} : tapez-le ici, et la lettre part le lundi suivant.")
        }
        None => "Chaque lundi matin, ce que vos séries ont fait la semaine passée, en une phrase chacune."
            .to_owned(),
    };
    let problem = FormProblem::of::<Confirm>();
    let code = digest.as_ref().is_some_and(|(_, confirmed)| !confirmed).then(|| {
        view! {
            <form method="post" action={action::<Confirm>()} class="answer-form">
                <label class="fr-label" for="code">"Code reçu, huit chiffres"</label>
                <input class="fr-input" type="text" id="code" name="code" required=true maxlength="12" inputmode="numeric" autocomplete="one-time-code" {..at_fault(problem.as_ref(), "code")}/>
                {beside(problem.as_ref(), "code")}
                <button class="fr-btn fr-btn--sm" type="submit">"Confirmer l’adresse"</button>
            </form>
        }
    });
    let end = digest.is_some().then(|| {
        view! {
            <form method="post" action={action::<Subscribe>()} class="inline-form">
                <input type="hidden" name="address" value=""/>
                <button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit">"Ne plus la recevoir"</button>
            </form>
        }
    });
    let problem = FormProblem::of::<Subscribe>();
    let typed = problem.as_ref().map(|problem| problem.typed("address"));
    let address = typed.or(digest.map(|(address, _)| address)).unwrap_or_default();
    view! {
        <section class="brief" aria-labelledby="lettre">
            <h2 id="lettre">"La lettre du lundi"</h2>
            <p>{sentence}</p>
            {code}
            <form method="post" action={action::<Subscribe>()} class="answer-form">
                <label class="fr-label" for="adresse">"Adresse professionnelle"</label>
                <input class="fr-input" type="email" id="adresse" name="address" required=true maxlength="254" autocomplete="email" value={address} {..at_fault(problem.as_ref(), "address")}/>
                {beside(problem.as_ref(), "address")}
                <button class="fr-btn fr-btn--secondary fr-btn--sm" type="submit">"Recevoir la lettre"</button>
            </form>
            {end}
        </section>
    }
    .into_any()
}

/// The views that one can come back to, and the form that keeps the one that is shown.
#[component]
pub fn KeptViews(views: Vec<View>, query: String) -> impl IntoView {
    let back = address::EXPLORER.at(&query, "");
    view! {
        <section class="brief kept" aria-labelledby="vues">
            <h2 id="vues">"Vues gardées"</h2>
            <Nominative><div data-nominative=""><ViewList views back/></div></Nominative>
            <KeepView query/>
        </section>
    }
    .into_any()
}

/// Keeps the view that is shown, under a name.
#[component]
fn KeepView(query: String) -> impl IntoView {
    let problem = FormProblem::of::<Keep>();
    // Beside its one field it is said already.
    let told = problem.as_ref().filter(|problem| problem.field.is_none()).and_then(|_| FormProblem::alert());
    let (title, shared) =
        problem.as_ref().map(|p| (p.typed("title"), !p.typed("shared").is_empty())).unwrap_or_default();
    let fault = at_fault(problem.as_ref(), "title");
    let why = beside(problem.as_ref(), "title");
    view! {
        <details class="keep" open={problem.is_some()}>
            <summary>"Garder cette vue"</summary>
            <form method="post" action={action::<Keep>()} class="answer-form">
                {told}
                <input type="hidden" name="query" value=query/>
                <label class="fr-label" for="nom-vue">"Nom"</label>
                <input class="fr-input" type="text" id="nom-vue" name="title" required=true maxlength="80" autocomplete="off" value={title} {..fault}/>{why}
                <label class="fr-label"><input type="checkbox" name="shared" value="oui" checked=shared/>" La partager avec ceux qui lisent ces territoires"</label>
                <button class="fr-btn fr-btn--secondary fr-btn--sm" type="submit">"Garder"</button>
            </form>
        </details>
    }
    .into_any()
}

/// What the reader of the page follows already.
#[derive(Debug, Clone, Default)]
pub struct FollowedSeries(pub Vec<SeriesRef>);

/// Follows or annotates the series of a chart.
#[component]
pub fn SeriesTools(
    series: Vec<SeriesRef>,
    /// What the chart is called.
    name: String,
    /// Where one is, to come back to.
    back: String,
) -> impl IntoView {
    let one = series.len() == 1;
    let catalogue = Env::current().barometer.catalogue();
    let tools = series
        .into_iter()
        .map(|series| {
            let called = if one { name.clone() } else { series_name(catalogue, &series) };
            view! { <li>{(!one).then(|| format!("{called} "))}<SeriesTool series name=called.clone() back=back.clone()/></li> }
        })
        .collect_view();
    view! {
        <details class="files">
            <summary>"Suivre et annoter"<span class="fr-sr-only">{format!(" : {name}")}</span></summary>
            <ul class="series-tools">{tools}</ul>
        </details>
    }
    .into_any()
}

#[component]
fn SeriesTool(series: SeriesRef, name: String, back: String) -> impl IntoView {
    let env = Env::current();
    let query = format!(
        "indicateur={}&territoire={}&filtres={}",
        series.indicator(),
        encoded(&series.territory().to_string()),
        encoded(&series.filters_text())
    );
    let followed = use_context::<FollowedSeries>().is_some_and(|f| f.0.contains(&series));
    let (sends_to, word) = match followed {
        true => (action::<Unfollow>(), "Ne plus suivre"),
        false => (action::<Follow>(), "Suivre"),
    };
    let annotate =
        env.href(address::ANNOTATIONS.at(&format!("?{}", query.trim_end_matches("&filtres=")), "nouvelle"));
    view! {
        <form method="post" action=sends_to class="inline-form">
            <SeriesFields series/>
            <input type="hidden" name="back" value=back/>
            <button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit">{word}<span class="fr-sr-only">{format!(" {name}")}</span></button>
        </form>
        " "<a class="fr-link" href=annotate>"Annoter"<span class="fr-sr-only">{format!(" {name}")}</span></a>
    }
    .into_any()
}

/// A series as hidden fields of a form.
#[component]
fn SeriesFields(series: SeriesRef) -> impl IntoView {
    view! {
        <input type="hidden" name="indicator" value=series.indicator().to_owned()/>
        <input type="hidden" name="territory" value=series.territory().to_string()/>
        <input type="hidden" name="filters" value=series.filters_text()/>
    }
    .into_any()
}
