-- titre : Moyens de joindre la personne au jour jugé
-- description : Les moyens en cours d'usage que rien ne dit perdus (ni retour « n'habite pas à l'adresse indiquée », ni douteux). Ceux d'un parent ou d'un tiers y sont aussi : lire appartient_a.
-- colonne assure : la personne
-- colonne canal : adresse, mobile, fixe ou courriel
-- colonne appartient_a : personne, parent ou tiers ; vide si la caisse ne le sait pas
-- colonne debut : début d'usage
SELECT assure, canal, appartient_a, debut
FROM coordonnee
WHERE (debut IS NULL OR debut <= :au)
    AND (fin IS NULL OR fin >= :au)
    AND coalesce(qualite, 'inconnue') NOT IN ('npai', 'douteux')
