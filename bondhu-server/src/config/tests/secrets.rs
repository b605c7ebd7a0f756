//! Secrets: in files, and in nothing that is shown.

use secrecy::ExposeSecret;

use super::*;

#[test]
fn a_secret_may_be_in_a_file() {
    let given = Given::nothing()
        .other_file("key", &format!("  {SECRET}\n"))
        .file("[auth.jwt]\nissuer = 'x'\nhs256_secret_file = 'key'");
    let settings = given.settings();
    let Some(JwtKey::Hs256(secret)) = settings.auth.jwt.external().map(|tokens| tokens.key) else { panic!() };
    assert_eq!(secret.expose_secret(), SECRET);

    let twice = given.env(&[("BONDHU_AUTH__JWT__HS256_SECRET", SECRET)]).mistake();
    assert_eq!(twice.key, "auth.jwt.hs256_secret_file");
    assert!(
        twice.what.contains("given twice") && twice.what.contains("BONDHU_AUTH__JWT__HS256_SECRET"),
        "{twice}"
    );

    let file = |name: &str| {
        let variables = [("BONDHU_AUTH__JWT__ISSUER", "x"), ("BONDHU_AUTH__JWT__HS256_SECRET_FILE", name)];
        Given::nothing().other_file("empty", " \n").env(&variables).mistake()
    };
    assert!(file("absent").what.contains("cannot be read"));
    assert!(file("empty").what.contains("is empty"));
    let not_secret = Given::nothing().file("[server]\nlisten_file = 'x'").mistake();
    assert!(not_secret.what.contains("no such setting"), "{not_secret}");
}

#[test]
fn secrets_are_in_no_debug_text_and_in_no_mistake() {
    let variables = [("BONDHU_AUTH__JWT__ISSUER", "x"), ("BONDHU_AUTH__JWT__HS256_SECRET", SECRET)];
    let settings = Given::nothing().env(&variables).settings();
    assert!(!format!("{settings:?}").contains(SECRET));

    // Too short for the one kind, wrong for the others: each complains, and none repeats it.
    let marker = "hunter2";
    for key in all_settings().iter().filter(|setting| setting.secret).map(|setting| setting.key) {
        let name = environment::variable(key);
        let (section, last) = key.rsplit_once('.').unwrap();
        for given in [
            Given::nothing().env(&[(&name, marker)]),
            Given::nothing().file(&format!("[{section}]\n{last} = '{marker}'")),
            Given::nothing().file(&format!("[{section}]\n{last} = ['{marker}']")),
            Given::nothing().file(&format!("[{section}]\n{last} = [{{ x = '{marker}' }}]")),
            Given::nothing().other_file("key", marker).file(&format!("[{section}]\n{last}_file = 'key'")),
            Given::nothing().file(&format!("[{section}]\n{last}_file = '{marker}'")),
            Given::nothing().file(&format!("[{section}]\n{last}x = '{marker}'")),
        ] {
            let mistakes = given.mistakes();
            assert!(!format!("{mistakes} {mistakes:?}").contains(marker), "{mistakes}");
        }
    }
}
