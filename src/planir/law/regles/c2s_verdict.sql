-- titre : Le droit d'un foyer à la complémentaire santé solidaire
-- description : Pour une demande déposée au jour jugé. Avant le 1er novembre 2019 : CMU complémentaire et ACS. Les présomptions d'abord ;
-- description : sinon les ressources, entre ce qui est connu et ce qui pourrait manquer. « inconnu » quand ces deux bornes ne disent pas la
-- description : même chose. Une personne absente de c2s_membre n'a pas de foyer connu : cette vue n'en dit rien.
-- colonne foyer : le foyer
-- colonne demandeur : la personne qui demande ; vide si la caisse ne sait pas qui
-- colonne personnes : nombre de personnes du foyer
-- colonne verdict : gratuite, participation, aide_acs, proche, non ou inconnu
-- colonne presomption : l'allocation qui fait présumer le droit ; vide s'il n'y en a pas
-- colonne plafond_gratuit : euros par an ; vide s'il n'est pas connu
-- colonne plafond_participation : euros par an ; vide s'il n'est pas connu
-- colonne ressources : euros de la période, au moins
-- colonne ressources_max : euros de la période, au plus ; vide si rien ne les borne
-- colonne a_examiner : à deux euros ou moins d'un plafond, que les tables publiées n'arrondissent pas toutes de même
WITH
sommes AS (
    SELECT foyer, sum(montant) AS montant
    FROM c2s_terme
    GROUP BY foyer
),
inconnus AS (
    SELECT foyer, count(*) AS personnes
    FROM c2s_inconnue
    GROUP BY foyer
),
-- Une allocation qui ferait présumer le droit si ce qu'elle demande, et qui n'est pas connu, était vrai.
possibles AS (
    SELECT m.foyer
    FROM c2s_titulaire AS t
    JOIN c2s_membre AS m ON m.assure = t.assure
    WHERE t.possible AND m.role IN ('demandeur', 'conjoint')
    GROUP BY m.foyer
),
bornes AS (
    SELECT
        p.foyer,
        p.demandeur,
        p.personnes,
        p.plafond_gratuit,
        p.plafond_participation,
        greatest(0, coalesce(s.montant, 0) + l.montant) AS ressources,
        CASE WHEN i.foyer IS NULL THEN greatest(0, coalesce(s.montant, 0) + l.montant_max) END AS ressources_max,
        o.droit,
        o.motif,
        q.foyer IS NOT NULL AS presomption_possible
    FROM c2s_plafond AS p
    JOIN c2s_forfait_logement AS l ON l.foyer = p.foyer
    LEFT JOIN sommes AS s ON s.foyer = p.foyer
    LEFT JOIN inconnus AS i ON i.foyer = p.foyer
    LEFT JOIN c2s_presomption AS o ON o.foyer = p.foyer
    LEFT JOIN possibles AS q ON q.foyer = p.foyer
),
classes AS (
    SELECT
        foyer,
        demandeur,
        personnes,
        plafond_gratuit,
        plafond_participation,
        ressources,
        ressources_max,
        droit,
        motif,
        presomption_possible,
        CASE
            WHEN ressources <= plafond_gratuit THEN 'gratuite'
            WHEN ressources <= plafond_participation THEN 'participation'
            WHEN ressources <= plafond_participation * (1 + parametre('c2s.marge_proche')) THEN 'proche'
            WHEN plafond_participation IS NOT NULL THEN 'non'
        END AS au_mieux,
        CASE
            WHEN ressources_max <= plafond_gratuit THEN 'gratuite'
            WHEN ressources_max <= plafond_participation THEN 'participation'
            WHEN ressources_max <= plafond_participation * (1 + parametre('c2s.marge_proche')) THEN 'proche'
            WHEN plafond_participation IS NOT NULL THEN 'non'
        END AS au_pire,
        coalesce(
            abs(ressources - plafond_gratuit) <= parametre('c2s.marge_examen')
                OR abs(ressources - plafond_participation) <= parametre('c2s.marge_examen')
                OR abs(ressources_max - plafond_gratuit) <= parametre('c2s.marge_examen')
                OR abs(ressources_max - plafond_participation) <= parametre('c2s.marge_examen'),
            FALSE
        ) AS pres_d_un_plafond
    FROM bornes
)
SELECT
    foyer,
    demandeur,
    personnes,
    CASE
        WHEN droit = 'gratuite' OR au_pire = 'gratuite' THEN 'gratuite'
        WHEN droit = 'participation' THEN 'participation'
        WHEN au_mieux IS NULL OR au_mieux <> au_pire THEN 'inconnu'
        WHEN presomption_possible AND au_pire IN ('proche', 'non') THEN 'inconnu'
        WHEN au_pire = 'participation' AND parametre('c2s.en_vigueur') = 0 THEN 'aide_acs'
        ELSE au_pire
    END AS verdict,
    motif AS presomption,
    plafond_gratuit,
    plafond_participation,
    ressources,
    ressources_max,
    pres_d_un_plafond AND droit IS NULL AS a_examiner
FROM classes
