//! Where a citizen begins: whom to call, what the brigade does, the way to it.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::{
    address, brigade::emergency::EmergencyFirst, components::breadcrumb::Breadcrumb, env::Env,
    functions::caller::citizen::NOT_OPEN,
};

#[component]
pub fn BrigadePage() -> impl IntoView {
    let env = Env::current();
    let organisation = env.barometer.site().organisation.clone();
    view! {
        <Title text=format!("Brigade numérique – {}", organisation.title)/>
        <Meta name="description" content="Écrire à un gendarme en ligne, jour et nuit. En cas d’urgence, appelez le 17 ou le 112, ou envoyez un SMS au 114."/>
        <Breadcrumb here="Brigade numérique".to_owned()/>
        <h1>"Écrire à la Brigade numérique"</h1>
        <EmergencyFirst/>
        <p class="fr-text--lead">"Un gendarme vous répond par écrit : une question, un doute, un conseil, savoir à qui vous adresser."</p>
        {if env.brigade_open {
            view! { <p><a class="fr-btn" href=env.href(address::CHAT) rel="external">"Écrire à un gendarme"</a></p> }.into_any()
        } else {
            view! { <p>{NOT_OPEN}</p> }.into_any()
        }}
        <p>"Beaucoup de réponses sont déjà écrites : "<a href=env.href(address::FAQ)>"questions et réponses"</a>"."</p>
        <h2>"Ce que la brigade ne fait pas"</h2>
        <p>"Aucune plainte n’est prise ici : une plainte se signe devant un gendarme ou un policier, qui vérifie votre identité et vous remet un récépissé. Un gendarme vous dit où et comment la déposer."</p>
        <h2>"Ce que deviennent vos messages"</h2>
        <p>"Ni nom ni adresse ne vous sont demandés. Vos messages sont chiffrés ; ils sont effacés trois mois après le dernier, et vingt-quatre heures après s’ils parlaient d’un danger et que la conversation est close. Un cookie, le temps de votre navigation, permet de retrouver votre conversation : rien d’autre n’est gardé sur votre appareil."</p>
    }
    .into_any()
}
