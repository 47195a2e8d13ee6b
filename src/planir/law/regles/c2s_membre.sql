-- titre : Qui compte dans un foyer pour la complémentaire santé solidaire
-- description : Le demandeur, son conjoint, et les personnes à charge qui n'ont pas 25 ans le jour du dépôt (CSS, R.861-2). Qui n'a pas de
-- description : date de naissance connue est gardé.
-- colonne foyer : le foyer
-- colonne assure : la personne
-- colonne role : place dans le foyer
-- colonne date_naissance : premier jour possible de sa naissance
-- colonne naissance_au_plus_tard : dernier jour possible de sa naissance
-- colonne age : années révolues, comptées sur la naissance la plus tardive possible
-- colonne alternee : mineur en résidence alternée
-- colonne outre_mer : sa commune est dans une collectivité de l'article L.751-1, ou à Mayotte
-- colonne mayotte : sa commune est à Mayotte
SELECT
    f.foyer,
    f.assure,
    f.role,
    a.date_naissance,
    a.naissance_au_plus_tard,
    a.age,
    coalesce(f.garde_alternee, FALSE) AND coalesce(a.age < parametre('affiliation.age_majorite'), FALSE) AS alternee,
    coalesce(starts_with(a.commune, '97') AND NOT starts_with(a.commune, '975'), FALSE) AS outre_mer,
    coalesce(starts_with(a.commune, '976'), FALSE) AS mayotte
FROM membre_au_jour AS f
JOIN assure_au_jour AS a ON a.assure = f.assure
WHERE f.role IN ('demandeur', 'conjoint') OR coalesce(a.age < parametre('c2s.age_personne_a_charge'), TRUE)
