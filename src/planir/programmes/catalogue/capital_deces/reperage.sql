-- La personne d'une situation est le proche, qui a le droit ; l'objet est le défunt. Quand aucun proche n'est connu,
-- la situation reste, au nom du défunt et sans destinataire : on n'écrit à personne, le service social cherche.
WITH
deces AS (
    SELECT
        assure AS defunt,
        date_deces,
        mois_apres(date_deces, parametre('deces.priorite_mois')) AS priorite_jusqu,
        ans_apres(date_deces, parametre('deces.demande_ans')) AS droit_jusqu
    FROM assure
    WHERE date_deces <= :au AND ans_apres(date_deces, parametre('deces.demande_ans')) >= :au
),
proches AS (
    SELECT p.assure, p.defunt, p.foyer, p.lien
    FROM proche_d_un_defunt AS p
    JOIN deces USING (defunt)
    JOIN assure_au_jour AS a ON a.assure = p.assure
),
-- étape : est liée à un décès de moins de deux ans
concernees AS (
    SELECT assure, defunt, foyer, lien FROM proches
    UNION ALL
    SELECT d.defunt AS assure, d.defunt, CAST(NULL AS VARCHAR) AS foyer, CAST(NULL AS VARCHAR) AS lien
    FROM deces AS d
    WHERE NOT EXISTS (SELECT 1 FROM proches AS p WHERE p.defunt = d.defunt)
),
-- Les indépendants ont un capital à part (L.632-1), que cette règle ne juge pas.
emplois AS (
    SELECT d.defunt, d.date_deces, a.fin
    FROM deces AS d
    JOIN activite AS a ON a.assure = d.defunt
    WHERE a.nature <> 'independant' AND a.debut <= d.date_deces
),
allocations AS (
    SELECT d.defunt, d.date_deces, a.type, a.fin
    FROM deces AS d
    JOIN allocation AS a ON a.assure = d.defunt
    WHERE a.type IN ('are', 'ass', 'pension_invalidite', 'rente_at_mp') AND a.debut <= d.date_deces
),
-- « Moins de trois mois avant », ou des droits maintenus un an après l'emploi ou le chômage. Une retraite seule n'ouvre rien.
situations_du_defunt AS (
    SELECT defunt, 1 AS rang FROM emplois
    WHERE fin IS NULL OR fin > mois_avant(date_deces, parametre('deces.situation_mois'))
    UNION ALL
    SELECT defunt, CASE type WHEN 'pension_invalidite' THEN 3 WHEN 'rente_at_mp' THEN 5 ELSE 2 END AS rang
    FROM allocations
    WHERE fin IS NULL OR fin > mois_avant(date_deces, parametre('deces.situation_mois'))
    UNION ALL
    SELECT defunt, 4 AS rang FROM emplois
    WHERE fin > mois_avant(date_deces, parametre('indemnites_journalieres.maintien_droits_mois'))
    UNION ALL
    SELECT defunt, 4 AS rang FROM allocations
    WHERE type IN ('are', 'ass')
        AND fin > mois_avant(date_deces, parametre('indemnites_journalieres.maintien_droits_mois'))
),
rangs AS (
    SELECT defunt, min(rang) AS rang FROM situations_du_defunt GROUP BY defunt
),
-- étape : est liée à une personne décédée qui travaillait ou était indemnisée peu avant
droits_ouverts AS (
    SELECT c.assure, c.defunt, c.foyer, c.lien, r.rang, k.destinataire
    FROM concernees AS c
    JOIN rangs AS r USING (defunt)
    LEFT JOIN contact_de_la_personne AS k ON k.assure = c.assure
),
-- La demande ne dit pas de quel défunt elle parle : déposée depuis le décès, elle vaut pour lui.
demandes_faites AS (
    SELECT assure, deposee_le FROM demande
    WHERE type = 'capital_deces' AND deposee_le <= :au AND (resultat IS NULL OR resultat <> 'abandonnee' OR decidee_le > :au)
),
-- Faite par le proche, par qui répond pour lui, par un autre membre du foyer (le capital n'est versé qu'une fois), ou
-- enregistrée au nom du défunt.
qui_peut_demander AS (
    SELECT assure, defunt, assure AS demandeur FROM droits_ouverts
    UNION
    SELECT assure, defunt, destinataire AS demandeur FROM droits_ouverts
    UNION
    SELECT assure, defunt, defunt AS demandeur FROM droits_ouverts
    UNION
    SELECT o.assure, o.defunt, autre.assure AS demandeur
    FROM droits_ouverts AS o
    JOIN proche_d_un_defunt AS autre ON autre.defunt = o.defunt AND autre.foyer = o.foyer
),
demandes_du_deuil AS (
    SELECT q.assure, q.defunt, max(d.deposee_le) AS deposee_le
    FROM qui_peut_demander AS q
    JOIN demandes_faites AS d ON d.assure = q.demandeur
    GROUP BY q.assure, q.defunt
)
-- étape : n'a pas demandé le capital décès, ni personne de son foyer
SELECT
    o.assure,
    o.defunt AS objet,
    o.destinataire,
    o.foyer,
    x.date_deces,
    CASE o.rang
        WHEN 1 THEN 'avait un emploi'
        WHEN 2 THEN 'était indemnisée au titre du chômage'
        WHEN 3 THEN 'recevait une pension d''invalidité'
        WHEN 4 THEN 'gardait ses droits après un emploi ou un chômage récents'
        ELSE 'recevait une rente d''accident du travail'
    END AS situation,
    o.rang = 5 AS taux_a_verifier,
    o.lien,
    o.lien IS NOT NULL AS proche_connu,
    o.lien IS NOT NULL AND o.destinataire IS NULL AS adulte_inconnu,
    CASE WHEN x.priorite_jusqu >= :au THEN x.priorite_jusqu END AS priorite_jusqu,
    x.droit_jusqu,
    CASE WHEN x.priorite_jusqu >= :au THEN x.priorite_jusqu ELSE x.droit_jusqu END AS echeance
FROM droits_ouverts AS o
JOIN deces AS x USING (defunt)
LEFT JOIN demandes_du_deuil AS r ON r.assure = o.assure AND r.defunt = o.defunt
WHERE r.deposee_le IS NULL OR r.deposee_le < x.date_deces
