WITH
-- étape : vit dans un foyer connu de la caisse
connus AS (
    SELECT DISTINCT assure FROM membre_au_jour
),
-- Un foyer est une situation, celle de qui demande ; dans deux foyers à la fois, on ne sait pas lequel compte.
-- étape : demande pour ce foyer, et n'est que dans celui-là
foyers AS (
    SELECT
        v.demandeur AS assure,
        v.foyer,
        v.personnes,
        v.verdict,
        v.plafond_participation,
        v.ressources,
        v.ressources_max,
        v.a_examiner
    FROM c2s_verdict AS v
    JOIN connus AS k ON k.assure = v.demandeur
    WHERE NOT EXISTS (
        SELECT 1 FROM membre_au_jour AS m WHERE m.assure = v.demandeur AND m.foyer <> v.foyer
    )
),
-- étape : n'a pas de complémentaire santé solidaire, ni ouverte ni à venir
sans_c2s AS (
    SELECT f.assure, f.foyer, f.personnes, f.verdict, f.plafond_participation, f.ressources, f.ressources_max, f.a_examiner
    FROM foyers AS f
    WHERE NOT EXISTS (
        SELECT 1 FROM couverture_ouverte_ou_a_venir AS c
        WHERE c.assure = f.assure AND c.type IN ('c2s_gratuite', 'c2s_participation')
    )
),
-- étape : a, dans son foyer, des ressources connues juste au-dessus du plafond
proches AS (
    SELECT assure, foyer, personnes, plafond_participation, ressources, ressources_max, a_examiner
    FROM sans_c2s
    WHERE verdict = 'proche'
),
-- étape : n'a ni demande en cours, ni demande ou accord récents
sans_demande AS (
    SELECT k.assure, k.foyer, k.personnes, k.plafond_participation, k.ressources, k.ressources_max, k.a_examiner
    FROM proches AS k
    WHERE NOT EXISTS (
        SELECT 1 FROM demande_c2s_du_foyer AS d
        WHERE d.assure = k.assure
            AND coalesce(d.resultat, '') <> 'abandonnee'
            AND (
                (d.decidee_le IS NULL AND d.resultat IS NULL)
                OR d.deposee_le > mois_avant(:au, parametre('c2s_proche.demande_recente_mois'))
                OR (
                    d.resultat IN ('accordee', 'c2s_gratuite', 'c2s_participation')
                    AND d.decidee_le > mois_avant(:au, parametre('c2s.adhesion_mois'))
                )
            )
    )
),
-- étape : n'a pas renoncé à la complémentaire santé solidaire
sans_renonciation AS (
    SELECT s.assure, s.foyer, s.personnes, s.plafond_participation, s.ressources, s.ressources_max, s.a_examiner
    FROM sans_demande AS s
    WHERE NOT EXISTS (SELECT 1 FROM renonciation_c2s_au_jour AS r WHERE r.assure = s.assure)
),
-- « rsa_sans_c2s » et « minimum_sans_c2s » écrivent déjà au foyer : il ne l'est pas deux fois.
deja_cherches AS (
    SELECT m.foyer
    FROM membre_au_jour AS m
    JOIN assure_au_jour AS a ON a.assure = m.assure
    JOIN allocation_au_jour AS l ON l.assure = m.assure
    WHERE l.type = 'rsa' AND m.role IN ('demandeur', 'conjoint')
    UNION
    SELECT m.foyer
    FROM membre_au_jour AS m
    JOIN c2s_titulaire AS t ON t.assure = m.assure
    WHERE t.possible
),
autres_complementaires AS (
    SELECT DISTINCT assure FROM couverture_ouverte_ou_a_venir WHERE type = 'mutuelle'
)
-- étape : vit dans un foyer où ni le RSA, ni un minimum social ne fait présumer le droit
SELECT
    s.assure,
    '' AS objet,
    f.destinataire,
    f.foyer,
    s.personnes,
    s.ressources,
    s.ressources_max,
    s.ressources = s.ressources_max AS exactes,
    s.plafond_participation AS plafond,
    s.ressources_max - s.plafond_participation AS depassement,
    s.a_examiner,
    o.assure IS NOT NULL AS autre_complementaire,
    mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_premier_mois')) AS periode_debut,
    fin_du_mois(mois_avant(premier_du_mois(:au), parametre('c2s.fenetre_dernier_mois'))) AS periode_fin,
    CAST(NULL AS DATE) AS echeance
FROM sans_renonciation AS s
JOIN contact_du_foyer AS f ON f.assure = s.assure
LEFT JOIN autres_complementaires AS o ON o.assure = s.assure
WHERE NOT EXISTS (SELECT 1 FROM deja_cherches AS j WHERE j.foyer = s.foyer)
