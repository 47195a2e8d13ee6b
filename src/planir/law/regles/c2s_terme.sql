-- titre : Les ressources d'un foyer pour la complémentaire santé solidaire, terme par terme
-- description : Les ressources nettes connues de la période de référence (CSS, R.861-8), moins ce qui ne compte pas (R.861-10), avec les
-- description : abattements ; les revenus du patrimoine, d'indépendant et les pensions alimentaires du dernier avis d'imposition connu
-- description : (R.861-8, R.861-9, R.861-15), à défaut ceux de la période. Le logement est dans c2s_forfait_logement.
-- colonne foyer : le foyer
-- colonne assure : la personne ; vide pour une allocation du foyer
-- colonne terme : nature de la ressource, abattement_activite ou pensions_versees
-- colonne montant : euros sur la période ; négatif pour ce qui se déduit
WITH
comptees AS (
    SELECT nom
    FROM parametre
    WHERE starts_with(nom, 'c2s_ressource.') AND debut <= :au AND fin >= :au AND valeur = 1
),
par_nature AS (
    SELECT assure, nature, sum(montant) AS montant
    FROM ressource
    WHERE mois >= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_premier_mois'))
        AND mois <= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois'))
        AND NOT nature IN ('aah', 'asi', 'aspa')
    GROUP BY assure, nature
),
minima_percus AS (
    SELECT assure, mois, nature, montant
    FROM ressource
    WHERE mois >= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_premier_mois'))
        AND mois <= mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois'))
        AND nature IN ('aah', 'asi', 'aspa')
),
-- Un mois, toutes les lignes d'une même allocation ensemble ; l'ASPA et l'ASI d'un couple n'ont qu'un abattement.
aah_du_mois AS (
    SELECT assure, mois, 'c2s.abattement_aah_mensuel' AS nom, sum(montant) AS montant
    FROM minima_percus
    WHERE nature = 'aah'
    GROUP BY assure, mois
),
-- L'abattement est celui du mois où l'allocation est due ; celui du jour jugé ne sert qu'à exiger qu'il soit connu.
aah AS (
    SELECT
        r.assure,
        round(sum(greatest(0, r.montant - coalesce(p.valeur, parametre('c2s.abattement_aah_mensuel')))), 2) AS montant
    FROM aah_du_mois AS r
    LEFT JOIN parametre AS p ON p.nom = r.nom AND p.debut <= r.mois AND p.fin >= r.mois
    GROUP BY r.assure
),
personnels AS (
    SELECT assure, nature, montant FROM par_nature
    UNION ALL
    SELECT assure, 'aah' AS nature, montant FROM aah WHERE montant <> 0
),
revenus AS (
    SELECT m.foyer, r.assure, r.nature, r.montant, a.assure IS NOT NULL AS abattue
    FROM personnels AS r
    JOIN comptees AS c ON c.nom = concat('c2s_ressource.', r.nature)
    JOIN c2s_membre AS m ON m.assure = r.assure
    LEFT JOIN dernier_avis AS v ON v.assure = r.assure
    LEFT JOIN c2s_abattement AS a ON a.assure = r.assure
    WHERE CASE r.nature
            WHEN 'independant' THEN v.revenus_independant
            WHEN 'patrimoine' THEN v.revenus_patrimoine
            WHEN 'pension_alimentaire' THEN v.pensions_recues
        END IS NULL
),
du_fisc AS (
    SELECT m.foyer, v.assure, v.revenus_patrimoine, v.revenus_independant, v.pensions_recues, v.pensions_versees
    FROM dernier_avis AS v
    JOIN c2s_membre AS m ON m.assure = v.assure
),
sommes_du_mois AS (
    SELECT
        m.foyer,
        r.nature,
        r.mois,
        sum(r.montant) AS montant,
        count(DISTINCT CASE WHEN r.montant > 0 THEN r.assure END) AS allocataires
    FROM minima_percus AS r
    JOIN c2s_membre AS m ON m.assure = r.assure
    WHERE r.nature = 'asi' OR r.nature = 'aspa'
    GROUP BY m.foyer, r.nature, r.mois
),
conjoints AS (
    SELECT foyer
    FROM c2s_membre
    WHERE role = 'conjoint'
    GROUP BY foyer
),
-- L'ASPA s'abat pour un couple même si l'un des deux seulement la perçoit ; l'ASI, si les deux la perçoivent.
communes_du_mois AS (
    SELECT
        s.foyer,
        s.nature,
        s.mois,
        s.montant,
        CASE WHEN s.nature = 'aspa' THEN k.foyer IS NOT NULL ELSE s.allocataires > 1 END AS couple
    FROM sommes_du_mois AS s
    LEFT JOIN conjoints AS k ON k.foyer = s.foyer
),
communes AS (
    SELECT
        c.foyer,
        c.nature,
        round(
            sum(
                greatest(
                    0,
                    c.montant - coalesce(
                        p.valeur,
                        CASE
                            WHEN c.nature = 'asi' AND c.couple THEN parametre('c2s.abattement_asi_couple_mensuel')
                            WHEN c.nature = 'asi' THEN parametre('c2s.abattement_asi_seul_mensuel')
                            WHEN c.couple THEN parametre('c2s.abattement_aspa_couple_mensuel')
                            ELSE parametre('c2s.abattement_aspa_seul_mensuel')
                        END
                    )
                )
            ),
            2
        ) AS montant
    FROM communes_du_mois AS c
    LEFT JOIN parametre AS p
        ON p.nom = concat('c2s.abattement_', c.nature, CASE WHEN c.couple THEN '_couple_mensuel' ELSE '_seul_mensuel' END)
        AND p.debut <= c.mois AND p.fin >= c.mois
    GROUP BY c.foyer, c.nature
)
SELECT foyer, assure, nature AS terme, montant FROM revenus
UNION ALL
SELECT m.foyer, CAST(NULL AS VARCHAR) AS assure, m.nature AS terme, m.montant
FROM communes AS m
JOIN comptees AS c ON c.nom = concat('c2s_ressource.', m.nature)
WHERE m.montant <> 0
UNION ALL
SELECT foyer, assure, 'independant' AS terme, revenus_independant AS montant FROM du_fisc WHERE revenus_independant <> 0
UNION ALL
SELECT foyer, assure, 'patrimoine' AS terme, revenus_patrimoine AS montant FROM du_fisc WHERE revenus_patrimoine <> 0
UNION ALL
SELECT foyer, assure, 'pension_alimentaire' AS terme, pensions_recues AS montant FROM du_fisc WHERE pensions_recues <> 0
UNION ALL
SELECT foyer, assure, 'pensions_versees' AS terme, 0 - pensions_versees AS montant FROM du_fisc WHERE pensions_versees <> 0
UNION ALL
SELECT foyer, assure, 'abattement_activite' AS terme, round(0 - montant * parametre('c2s.abattement_activite'), 2) AS montant
FROM revenus
WHERE nature = 'salaire' AND montant > 0 AND abattue
